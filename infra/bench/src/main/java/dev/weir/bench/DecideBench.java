package dev.weir.bench;

import dev.weir.launcher.ApiClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** REST payments with their decision, at rates that are held whatever the answers take. */
final class DecideBench {
    private static final int ACCOUNTS = 1_000;
    private static final int[] RATES = {100, 200};
    private static final int AIM_RATE = 200;

    private final ApiClient commands;
    private final String book;
    private final boolean quick;

    /**
     * @param book a book that does not exist yet
     */
    DecideBench(ApiClient commands, String book, boolean quick) {
        this.commands = commands;
        this.book = book;
        this.quick = quick;
    }

    List<Measure> run(String machine) throws InterruptedException {
        open();
        OpenLoop loop = new OpenLoop(commands, book, this::payment);
        long next = 0;
        int warmUpSeconds = quick ? 20 : 60;
        loop.run(AIM_RATE, warmUpSeconds, next);
        next += (long) AIM_RATE * warmUpSeconds;
        List<Measure> measures = new ArrayList<>();
        int seconds = quick ? 20 : 120;
        for (int rate : RATES) {
            OpenLoop.Outcome outcome = loop.run(rate, seconds, next);
            next += (long) rate * seconds;
            String load = "REST payment to decision, " + rate + "/s for " + seconds + " s, ";
            boolean aimed = rate == AIM_RATE;
            measures.add(of(load + "p50", outcome.millisAt(50), "ms", aimed ? 20 : 0, machine));
            measures.add(of(load + "p99", outcome.millisAt(99), "ms", aimed ? 80 : 0, machine));
            measures.add(of(load + "p99.9", outcome.millisAt(99.9), "ms", 0, machine));
            measures.add(of(load + "fallback", outcome.fallbackPercent(), "%", 0, machine));
            measures.add(
                    Measure.atMost(
                            load + "unanswered", outcome.unanswered(), "payments", 0, machine));
        }
        return measures;
    }

    private static Measure of(
            String measure, double value, String unit, double aim, String machine) {
        return aim > 0
                ? Measure.atMost(measure, value, unit, aim, machine)
                : Measure.shown(measure, value, unit, machine);
    }

    private void open() {
        require(commands.post("/v1/books", "{\"book_id\":\"" + book + "\"}", Map.of()));
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < ACCOUNTS; i++) {
            items.append(i == 0 ? "" : ",")
                    .append("{\"open_account\":{\"account_id\":\"a")
                    .append(i)
                    .append("\",\"currency\":\"EUR\",\"overdraft_unlimited\":true}}");
        }
        require(
                commands.post(
                        "/v1/books/" + book + "/batch", "{\"items\":[" + items + "]}", Map.of()));
    }

    private String payment(long n) {
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
                + "\",\"country\":\"DE\",\"capture\":\"AUTOMATIC\"}";
    }

    private static void require(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(
                    "HTTP " + response.statusCode() + ": " + response.body());
        }
    }
}
