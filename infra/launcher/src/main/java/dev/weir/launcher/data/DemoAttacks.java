package dev.weir.launcher.data;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.ContactKind;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.TerminalHealth;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import dev.weir.launcher.data.DemoAction.Pay;
import dev.weir.launcher.data.DemoAction.Tell;
import dev.weir.launcher.data.DemoWorld.Customer;
import dev.weir.launcher.data.DemoWorld.Merchant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The frauds of the demonstration, as lists of steps. Which payments are fraud is known here and
 * nowhere in the platform.
 */
final class DemoAttacks {
    /** Names in the order in which they take turns. */
    static final List<String> SCENARIOS =
            List.of(
                    "card-testing",
                    "stolen-card",
                    "impossible-travel",
                    "account-takeover",
                    "compromised-terminal",
                    "mule",
                    "bust-out");

    private static final int CLONED_CARDS = 6;
    private static final int SENDERS = 7;

    private final DemoWorld world;
    private final DemoPayments payments;
    private final SplittableRandom random;

    DemoAttacks(DemoWorld world, DemoPayments payments, SplittableRandom random) {
        this.world = world;
        this.payments = payments;
        this.random = random;
    }

    /** The steps of an attack, in order. */
    List<DemoAction> steps(String scenario) {
        Customer victim = payments.anyone();
        return switch (scenario) {
            case "card-testing" -> cardTesting(victim);
            case "stolen-card" -> stolenCard(victim);
            case "impossible-travel" -> impossibleTravel(victim);
            case "account-takeover" -> accountTakeover(victim);
            case "compromised-terminal" -> compromisedTerminal();
            case "mule" -> mule();
            case "bust-out" -> bustOut(victim);
            default -> throw new IllegalArgumentException("no scenario " + scenario);
        };
    }

    /** Small amounts at many shops show whether a stolen number works; then comes the large one. */
    private List<DemoAction> cardTesting(Customer victim) {
        String device = world.prefix() + "dev-x" + random.nextInt(1_000_000);
        List<DemoAction> steps = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long amount = random.nextLong(100, 300);
            steps.add(
                    fraud(
                            payments.online(victim, payments.anyShop(), amount, device),
                            "card-testing"));
        }
        long amount = random.nextLong(40_000, 90_000);
        steps.add(
                fraud(payments.online(victim, payments.anyShop(), amount, device), "card-testing"));
        return steps;
    }

    /** A card in the wrong hands buys what can be sold, fast. */
    private List<DemoAction> stolenCard(Customer victim) {
        List<DemoAction> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long amount = victim.meanMinor() * random.nextLong(10, 16);
            steps.add(
                    fraud(
                            payments.present(victim, payments.anyShop(), Channel.POS, amount),
                            "stolen-card"));
        }
        return steps;
    }

    /** The holder pays at home while a copy of the card draws cash on another continent. */
    private List<DemoAction> impossibleTravel(Customer victim) {
        List<DemoAction> steps = new ArrayList<>();
        steps.add(new Pay(payments.atFavourite(victim).build(), ""));
        for (int i = 0; i < 3; i++) {
            long amount = random.nextLong(20_000, 50_000);
            steps.add(
                    fraud(
                            payments.present(victim, world.abroad(), Channel.ATM, amount),
                            "impossible-travel"));
        }
        return steps;
    }

    /** Failed logins, a new device, a new phone number, a new payee, and the account is emptied. */
    private List<DemoAction> accountTakeover(Customer victim) {
        String device = world.prefix() + "dev-y" + random.nextInt(1_000_000);
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
        String mule = anyMule();
        steps.add(
                new Tell(
                        "payee-added",
                        PayeeAdded.newBuilder()
                                .setAccountId(victim.account())
                                .setCounterpartyId(mule)
                                .build()));
        for (int i = 0; i < 2; i++) {
            long amount = random.nextLong(80_000, 200_000);
            steps.add(fraud(payments.sent(victim, mule, amount, device), "account-takeover"));
        }
        return steps;
    }

    /**
     * A till was tampered with: its sensors see it, and copies of the cards of others are tried
     * there one after the other. In the end it is put right.
     */
    private List<DemoAction> compromisedTerminal() {
        Merchant till = payments.anyShop();
        List<DemoAction> steps = new ArrayList<>();
        steps.add(health(till, TerminalHealth.SUSPICIOUS, "case opened outside service hours"));
        for (int i = 0; i < CLONED_CARDS; i++) {
            Customer victim = payments.anyone();
            long amount = victim.meanMinor() * random.nextLong(2, 5);
            steps.add(
                    fraud(
                            payments.present(victim, till, Channel.POS, amount),
                            "compromised-terminal"));
        }
        steps.add(health(till, TerminalHealth.HEALTHY, "exchanged"));
        return steps;
    }

    /** Talked into it, many strangers send money to one account, which passes it on at once. */
    private List<DemoAction> mule() {
        Customer mule = world.mules().get(random.nextInt(world.mules().size()));
        List<DemoAction> steps = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Customer victim = payments.anyone();
            long amount = random.nextLong(15_000, 60_000);
            steps.add(
                    fraud(payments.sent(victim, mule.account(), amount, victim.device()), "mule"));
        }
        for (int i = 0; i < 2; i++) {
            long amount = random.nextLong(50_000, 120_000);
            steps.add(fraud(payments.sent(mule, world.collector(), amount, mule.device()), "mule"));
        }
        return steps;
    }

    /** A good customer until today spends the whole line in an hour and is never seen again. */
    private List<DemoAction> bustOut(Customer customer) {
        List<DemoAction> steps = new ArrayList<>();
        for (long times : new long[] {3, 5, 8, 12, 20}) {
            long amount = customer.meanMinor() * times;
            steps.add(
                    fraud(
                            payments.present(customer, payments.anyShop(), Channel.POS, amount),
                            "bust-out"));
        }
        return steps;
    }

    private String anyMule() {
        return world.mules().get(random.nextInt(world.mules().size())).account();
    }

    private static DemoAction health(Merchant till, TerminalHealth health, String text) {
        return new Tell(
                "terminal-health",
                TerminalHealthChanged.newBuilder()
                        .setTerminalId(till.terminal())
                        .setHealth(health)
                        .setMetric("tamper_switch")
                        .setText(text)
                        .build());
    }

    private static DemoAction fraud(PaymentDetails.Builder payment, String scenario) {
        return new Pay(payment.build(), scenario);
    }
}
