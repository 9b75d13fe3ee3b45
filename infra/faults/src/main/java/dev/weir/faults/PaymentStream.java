package dev.weir.faults;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Payments and signals of few enough entities that rules, patterns and lists have something to do.
 */
final class PaymentStream {
    private static final int ACCOUNTS = 200;
    private static final int TERMINALS = 40;
    private static final int MERCHANTS = 30;
    private static final int DEVICES = 250;
    private static final int LARGE_ONE_IN = 30;
    private static final int SIGNAL_EVERY = 19;

    /** Payments between one and its chargeback; a multiple of any number of books up to 6. */
    private static final int LABEL_AFTER = 1_200;

    private final long seed;

    PaymentStream(long seed) {
        this.seed = seed;
    }

    long seed() {
        return seed;
    }

    /** A call beside the payments. */
    record Signal(String path, String body) {}

    /** The batch that opens the accounts of a book. */
    static String accounts() {
        return IntStream.range(0, ACCOUNTS)
                .mapToObj(
                        i ->
                                "{\"open_account\":{\"account_id\":\"a%d\",\"currency\":\"EUR\",\"overdraft_unlimited\":true}}"
                                        .formatted(i))
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    /** Cards of the stream are {@code c0} to {@code c199}. */
    String payment(SplittableRandom random, String id, int deadlineMillis) {
        int account = random.nextInt(ACCOUNTS);
        return payment(random, id, account, "c" + account, deadlineMillis);
    }

    /** A payment of the first account with a card of choice. */
    String paymentWithCard(SplittableRandom random, String id, String card, int deadlineMillis) {
        return payment(random, id, 0, card, deadlineMillis);
    }

    private static String payment(
            SplittableRandom random, String id, int account, String card, int deadlineMillis) {
        boolean online = random.nextInt(3) == 0;
        long amount =
                random.nextInt(LARGE_ONE_IN) == 0
                        ? random.nextLong(20_000, 90_000)
                        : random.nextLong(100, 10_000);
        String where =
                online
                        ? "\"channel\":\"ONLINE\",\"device_id\":\"d%d\",\"ip\":\"10.0.%d.7\""
                                .formatted(random.nextInt(DEVICES), random.nextInt(50))
                        : "\"channel\":\"POS\",\"terminal_id\":\"t%d\",\"location\":{\"lat_microdegrees\":%d,\"lon_microdegrees\":%d}"
                                .formatted(
                                        random.nextInt(TERMINALS),
                                        random.nextInt(52_000_000, 52_600_000),
                                        random.nextInt(13_000_000, 13_600_000));
        return "{\"payment_id\":\"%s\",\"account_id\":\"a%d\",\"card_id\":\"%s\",\"amount_minor\":%d,\"currency\":\"EUR\",\"merchant_id\":\"m%d\",\"country\":\"DE\",%s%s}"
                .formatted(
                        id,
                        account,
                        card,
                        amount,
                        random.nextInt(MERCHANTS),
                        where,
                        deadlineMillis > 0 ? ",\"deadline_millis\":" + deadlineMillis : "");
    }

    /** Now and then something that features and patterns look at; nobody waits for its answer. */
    Optional<Signal> signal(SplittableRandom random, long n) {
        if (n % SIGNAL_EVERY != 0 || n < LABEL_AFTER) {
            return Optional.empty();
        }
        String account = "\"account_id\":\"a" + random.nextInt(ACCOUNTS) + '"';
        return Optional.of(
                switch (random.nextInt(4)) {
                    case 0 -> new Signal("/signals/login-failed", "{" + account + "}");
                    case 1 ->
                            new Signal(
                                    "/signals/device-added",
                                    "{%s,\"device_id\":\"d%d\"}"
                                            .formatted(account, random.nextInt(DEVICES)));
                    case 2 ->
                            new Signal(
                                    "/signals/terminal-health",
                                    "{\"terminal_id\":\"t%d\",\"health\":\"%s\"}"
                                            .formatted(
                                                    random.nextInt(TERMINALS),
                                                    random.nextInt(4) == 0
                                                            ? "SUSPICIOUS"
                                                            : "HEALTHY"));
                    default ->
                            new Signal(
                                    "/payments/p" + (n - LABEL_AFTER) + "/chargebacks",
                                    "{\"amount_minor\":1}");
                });
    }
}
