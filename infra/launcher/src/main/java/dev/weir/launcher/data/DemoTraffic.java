package dev.weir.launcher.data;

import dev.weir.contract.payments.v1.CaptureMode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.ContactKind;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.launcher.data.DemoAction.Pay;
import dev.weir.launcher.data.DemoAction.Tell;
import dev.weir.launcher.data.DemoWorld.Customer;
import dev.weir.launcher.data.DemoWorld.Merchant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens in the demonstration, one action after the other: ordinary payments, and now and
 * then an attack whose steps are mixed in among them. The same seed gives the same actions; ids
 * carry the run, since a book takes an id only once.
 */
final class DemoTraffic {
    /**
     * One attack begins in this many actions: with about five payments each, 2 % of payments are
     * fraud.
     */
    private static final int ACTIONS_PER_ATTACK = 250;

    /** Other actions between two steps of one attack. */
    private static final int STEP_GAP = 12;

    private static final String MULE = "mule-1";

    private record Step(DemoAction action, long dueAt) {}

    private final DemoWorld world;
    private final SplittableRandom random;
    private final String run;
    private final Deque<Step> attack = new ArrayDeque<>();
    private long actions;
    private long payments;
    private int attacks;

    DemoTraffic(DemoWorld world, long seed, String run) {
        this.world = world;
        this.random = new SplittableRandom(seed);
        this.run = run;
    }

    /** The account that stolen money is sent to. */
    static String mule() {
        return MULE;
    }

    DemoAction next() {
        actions++;
        if (attack.isEmpty() && actions % ACTIONS_PER_ATTACK == ACTIONS_PER_ATTACK / 2) {
            begin(attacks++);
        }
        if (!attack.isEmpty() && attack.peek().dueAt() <= actions) {
            return attack.remove().action();
        }
        return new Pay(ordinary(anyone()).build(), "");
    }

    /** An ordinary payment of a customer, as it would be made at any time. */
    PaymentDetails.Builder ordinary(Customer customer) {
        double where = random.nextDouble();
        if (where < customer.onlineShare()) {
            Merchant shop = favourite(customer);
            return online(customer, shop, amountAround(customer.meanMinor()), customer.device());
        }
        if (where < customer.onlineShare() + 0.1) {
            Merchant machine = world.cashMachineOf(customer, random);
            return present(customer, machine, Channel.ATM, 1_000 * random.nextLong(2, 16));
        }
        Merchant shop = favourite(customer);
        return present(
                customer,
                shop,
                Channel.POS,
                amountAround((customer.meanMinor() + shop.meanMinor()) / 2));
    }

    Customer anyone() {
        return world.customers().get(random.nextInt(world.customers().size()));
    }

    private void begin(int number) {
        Customer victim = anyone();
        List<DemoAction> steps =
                switch (number % 4) {
                    case 0 -> cardTesting(victim);
                    case 1 -> stolenCard(victim);
                    case 2 -> impossibleTravel(victim);
                    default -> accountTakeover(victim);
                };
        long due = actions;
        for (DemoAction step : steps) {
            attack.add(new Step(step, due));
            due += STEP_GAP;
        }
    }

    /** Small amounts at many shops show whether a stolen number works; then comes the large one. */
    private List<DemoAction> cardTesting(Customer victim) {
        String device = "dev-x" + random.nextInt(1_000_000);
        List<DemoAction> steps = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Merchant shop =
                    world.merchants()
                            .get(random.nextInt(DemoWorld.CASH_MACHINES, DemoWorld.MERCHANTS));
            steps.add(
                    fraud(online(victim, shop, random.nextLong(100, 300), device), "card-testing"));
        }
        Merchant shop =
                world.merchants().get(random.nextInt(DemoWorld.CASH_MACHINES, DemoWorld.MERCHANTS));
        steps.add(
                fraud(
                        online(victim, shop, random.nextLong(40_000, 90_000), device),
                        "card-testing"));
        return steps;
    }

    /** A card in the wrong hands buys what can be sold, fast. */
    private List<DemoAction> stolenCard(Customer victim) {
        List<DemoAction> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Merchant shop =
                    world.merchants()
                            .get(random.nextInt(DemoWorld.CASH_MACHINES, DemoWorld.MERCHANTS));
            long amount = victim.meanMinor() * random.nextLong(10, 16);
            steps.add(fraud(present(victim, shop, Channel.POS, amount), "stolen-card"));
        }
        return steps;
    }

    /** The holder pays at home while a copy of the card draws cash on another continent. */
    private List<DemoAction> impossibleTravel(Customer victim) {
        List<DemoAction> steps = new ArrayList<>();
        steps.add(
                new Pay(
                        present(
                                        victim,
                                        favourite(victim),
                                        Channel.POS,
                                        amountAround(victim.meanMinor()))
                                .build(),
                        ""));
        for (int i = 0; i < 3; i++) {
            steps.add(
                    fraud(
                            present(
                                    victim,
                                    DemoWorld.ABROAD,
                                    Channel.ATM,
                                    random.nextLong(20_000, 50_000)),
                            "impossible-travel"));
        }
        return steps;
    }

    /** Failed logins, a new device, a new phone number, a new payee, and the account is emptied. */
    private List<DemoAction> accountTakeover(Customer victim) {
        String device = "dev-y" + random.nextInt(1_000_000);
        List<DemoAction> steps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            steps.add(
                    new Tell(
                            "login-failed",
                            LoginFailed.newBuilder()
                                    .setAccountId(victim.account())
                                    .setCustomerId(victim.customer())
                                    .setDeviceId(device)
                                    .build()));
        }
        steps.add(
                new Tell(
                        "device-added",
                        DeviceAdded.newBuilder()
                                .setAccountId(victim.account())
                                .setCustomerId(victim.customer())
                                .setDeviceId(device)
                                .build()));
        steps.add(
                new Tell(
                        "contact-changed",
                        ContactChanged.newBuilder()
                                .setAccountId(victim.account())
                                .setCustomerId(victim.customer())
                                .setKind(ContactKind.PHONE)
                                .build()));
        steps.add(
                new Tell(
                        "payee-added",
                        PayeeAdded.newBuilder()
                                .setAccountId(victim.account())
                                .setCounterpartyId(MULE)
                                .build()));
        for (int i = 0; i < 2; i++) {
            PaymentDetails.Builder payment =
                    online(victim, favourite(victim), random.nextLong(80_000, 200_000), device)
                            .setCounterpartyId(MULE)
                            .clearMerchantId();
            steps.add(fraud(payment, "account-takeover"));
        }
        return steps;
    }

    private DemoAction fraud(PaymentDetails.Builder payment, String scenario) {
        return new Pay(payment.build(), scenario);
    }

    private PaymentDetails.Builder present(
            Customer customer, Merchant merchant, Channel channel, long amountMinor) {
        return payment(customer, amountMinor, channel)
                .setMerchantId(merchant.merchant())
                .setTerminalId(merchant.terminal())
                .setCountry(merchant.country())
                .setLocation(merchant.place());
    }

    private PaymentDetails.Builder online(
            Customer customer, Merchant merchant, long amountMinor, String device) {
        return payment(customer, amountMinor, Channel.ONLINE)
                .setMerchantId(merchant.merchant())
                .setDeviceId(device)
                .setIp(customer.ip())
                .setCountry(merchant.country())
                .setCapture(CaptureMode.AUTOMATIC);
    }

    private PaymentDetails.Builder payment(Customer customer, long amountMinor, Channel channel) {
        return PaymentDetails.newBuilder()
                .setPaymentId(run + "-" + payments++)
                .setAccountId(customer.account())
                .setCustomerId(customer.customer())
                .setCardId(customer.card())
                .setAmountMinor(amountMinor)
                .setCurrency(DemoWorld.CURRENCY)
                .setChannel(channel);
    }

    private Merchant favourite(Customer customer) {
        return world.merchants()
                .get(customer.favourites().get(random.nextInt(customer.favourites().size())));
    }

    /** Between a third and three times the mean, mostly near it. */
    private long amountAround(long meanMinor) {
        double factor =
                StrictMath.exp(
                        (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)
                                * 0.75);
        return Math.max(50, Math.round(meanMinor * factor));
    }
}
