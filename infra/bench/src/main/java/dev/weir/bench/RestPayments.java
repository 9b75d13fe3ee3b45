package dev.weir.bench;

import dev.weir.launcher.ApiClient;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Payments of one book over REST, at rates that are held whatever the answers take. */
final class RestPayments {
    /** Without a deadline of its own a payment has so many milliseconds. */
    static final int DEADLINE_MILLIS = 150;

    /** As good as none: no answer of a platform that works takes so long. */
    static final int NO_CUT_OFF_MILLIS = 30_000;

    private static final int ACCOUNTS = 1_000;

    private final ApiClient commands;
    private final String book;
    private long next;

    /**
     * @param book that does not exist yet
     */
    RestPayments(ApiClient commands, String book) throws IOException {
        this.commands = commands;
        this.book = book;
        Client.post(commands, "/v1/books", "{\"book_id\":\"" + book + "\"}");
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < ACCOUNTS; i++) {
            items.append(i == 0 ? "" : ",")
                    .append("{\"open_account\":{\"account_id\":\"a")
                    .append(i)
                    .append("\",\"currency\":\"EUR\",\"overdraft_unlimited\":true}}");
        }
        Client.post(commands, "/v1/books/" + book + "/batch", "{\"items\":[" + items + "]}");
    }

    OpenLoop.Outcome run(int rate, int seconds) throws InterruptedException {
        return run(rate, seconds, DEADLINE_MILLIS, OpenLoop.Observer.NOBODY);
    }

    OpenLoop.Outcome run(
            int rate, int secondsMax, OpenLoop.Observer observer, BooleanSupplier goesOn)
            throws InterruptedException {
        return run(rate, secondsMax, DEADLINE_MILLIS, observer, goesOn);
    }

    OpenLoop.Outcome run(int rate, int seconds, int deadlineMillis, OpenLoop.Observer observer)
            throws InterruptedException {
        return run(rate, seconds, deadlineMillis, observer, () -> true);
    }

    /**
     * @param goesOn asked before each payment: it may end sooner
     */
    OpenLoop.Outcome run(
            int rate,
            int secondsMax,
            int deadlineMillis,
            OpenLoop.Observer observer,
            BooleanSupplier goesOn)
            throws InterruptedException {
        OpenLoop loop = new OpenLoop(commands, book, n -> payment(n, deadlineMillis));
        long first = next;
        next += (long) rate * secondsMax;
        return loop.run(rate, secondsMax, first, observer, goesOn);
    }

    private static String payment(long n, int deadlineMillis) {
        SplittableRandom random = new SplittableRandom(n);
        int account = random.nextInt(ACCOUNTS);
        String channel = random.nextInt(3) == 0 ? "ONLINE" : "POS";
        return "{\"payment_id\":\"p"
                + n
                + "\",\"account_id\":\"a"
                + account
                + "\",\"card_id\":\"c"
                + account
                + "\",\"amount_minor\":"
                + random.nextLong(100, 10_000)
                + ",\"currency\":\"EUR\",\"channel\":\""
                + channel
                + "\",\"merchant_id\":\"m"
                + random.nextInt(200)
                + "\",\"terminal_id\":\"t"
                + random.nextInt(400)
                + "\",\"device_id\":\"d"
                + account
                + "\",\"ip\":\"10.0."
                + account / 250
                + "."
                + account % 250
                + "\",\"country\":\"DE\",\"capture\":\"AUTOMATIC\",\"deadline_millis\":"
                + deadlineMillis
                + "}";
    }
}
