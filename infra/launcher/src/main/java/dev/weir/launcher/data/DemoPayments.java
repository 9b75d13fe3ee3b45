package dev.weir.launcher.data;

import dev.weir.contract.payments.v1.CaptureMode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.launcher.data.DemoWorld.Customer;
import dev.weir.launcher.data.DemoWorld.Merchant;
import java.util.SplittableRandom;

/**
 * Payments of the demonstration's people. Ids carry the run, since a book takes an id only once.
 */
final class DemoPayments {
    private final DemoWorld world;
    private final SplittableRandom random;
    private final String run;
    private long payments;

    DemoPayments(DemoWorld world, SplittableRandom random, String run) {
        this.world = world;
        this.random = random;
        this.run = run;
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
        return atFavourite(customer);
    }

    /** An ordinary payment at the till of a shop that the customer knows. */
    PaymentDetails.Builder atFavourite(Customer customer) {
        Merchant shop = favourite(customer);
        return present(
                customer,
                shop,
                Channel.POS,
                amountAround((customer.meanMinor() + shop.meanMinor()) / 2));
    }

    PaymentDetails.Builder present(
            Customer customer, Merchant merchant, Channel channel, long amountMinor) {
        return payment(customer, amountMinor, channel)
                .setMerchantId(merchant.merchant())
                .setTerminalId(merchant.terminal())
                .setCountry(merchant.country())
                .setLocation(merchant.place());
    }

    PaymentDetails.Builder online(
            Customer customer, Merchant merchant, long amountMinor, String device) {
        return payment(customer, amountMinor, Channel.ONLINE)
                .setMerchantId(merchant.merchant())
                .setDeviceId(device)
                .setIp(customer.ip())
                .setCountry(merchant.country())
                .setCapture(CaptureMode.AUTOMATIC);
    }

    /** Money sent to another account of the book. */
    PaymentDetails.Builder sent(Customer customer, String to, long amountMinor, String device) {
        return online(customer, favourite(customer), amountMinor, device)
                .setCounterpartyId(to)
                .clearMerchantId();
    }

    Merchant favourite(Customer customer) {
        return world.merchants()
                .get(customer.favourites().get(random.nextInt(customer.favourites().size())));
    }

    /** Any shop, wherever it is. */
    Merchant anyShop() {
        return world.merchants().get(random.nextInt(DemoWorld.CASH_MACHINES, DemoWorld.MERCHANTS));
    }

    Customer anyone() {
        return world.customers().get(random.nextInt(world.customers().size()));
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

    /** Between a third and three times the mean, mostly near it. */
    private long amountAround(long meanMinor) {
        double factor =
                StrictMath.exp(
                        (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5)
                                * 0.75);
        return Math.max(50, Math.round(meanMinor * factor));
    }
}
