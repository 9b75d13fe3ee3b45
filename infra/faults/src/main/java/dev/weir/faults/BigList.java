package dev.weir.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A block list of many entries is loaded into a book through the API while payments go on. Then
 * cards on it are declined, others and those of another book are not, also after the task manager
 * was killed, and no job was started anew before that.
 */
final class BigList {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long PAUSE_MILLIS = 100;
    private static final String BOOK = "listed";
    private static final String OTHER_BOOK = "unlisted";
    private static final String LIST = "stolen-cards";
    private static final int CHUNK = 1_000;
    private static final int ASKED = 50;
    private static final int DEADLINE_MILLIS = 10_000;
    private static final Duration CHECKPOINTED = Duration.ofSeconds(90);

    private final Platform platform;
    private final ApiClient commands;
    private final Plan plan;
    private final PrintStream out;
    private final SplittableRandom random;
    private int probes;
    private int late;
    private int wrong;

    /**
     * A run.
     *
     * @param entries of the list, whole thousands
     * @param rate payments a second that go on meanwhile
     * @param warm how long they go on before
     * @param kill whether the task manager is killed in the end
     */
    record Plan(int entries, int rate, Duration warm, boolean kill, long seed) {
        static Plan full(int entries, long seed) {
            return new Plan(entries, 50, Duration.ofSeconds(20), true, seed);
        }

        /** For a platform that is up and is used for more. */
        static Plan brief(long seed) {
            return new Plan(20_000, 20, Duration.ofSeconds(5), false, seed);
        }
    }

    private BigList(Platform platform, Plan plan, PrintStream out) {
        this.platform = platform;
        this.commands = platform.commands();
        this.plan = plan;
        this.out = out;
        this.random = new SplittableRandom(plan.seed());
    }

    /** Clean if every lookup was right, every payment answered and no job failed. */
    static boolean run(Platform platform, Plan plan, PrintStream out)
            throws IOException, InterruptedException {
        BigList list = new BigList(platform, plan, out);
        try {
            return list.run();
        } finally {
            list.commands.close();
        }
    }

    private boolean run() throws IOException, InterruptedException {
        List<String> books = List.of(BOOK, OTHER_BOOK);
        PaymentLoad.open(platform, books);
        PaymentStream stream = new PaymentStream(plan.seed());
        long unanswered;
        long restarts;
        try (ControlDesk desk = new ControlDesk(platform);
                JobFigures job = new JobFigures(platform);
                PaymentLoad load = new PaymentLoad(platform, books, plan.rate(), stream)) {
            desk.approver(
                    "/v1/control/lists",
                    "{\"list_id\":\"%s\",\"kind\":\"BLOCK\",\"entity\":\"CARD\",\"reason_code\":\"LISTED\"}"
                            .formatted(LIST));
            long restartsBefore = job.restarts();
            load.start();
            Thread.sleep(plan.warm().toMillis());
            int before = (int) load.tally().answers();
            double[] calm = load.tally().millisAt(0, 0.5, 0.99);
            long bytesBefore = job.stateBytes();
            fill(desk);
            double[] meanwhile = load.tally().millisAt(before, 0.5, 0.99);
            say(
                    "payments at %d/s: p50 %.1f ms, p99 %.1f ms before, p50 %.1f ms, p99 %.1f ms while it was loaded",
                    plan.rate(), calm[0], calm[1], meanwhile[0], meanwhile[1]);
            lookUp(stream, 0);
            long bytes = job.stateBytesAfterNextCheckpoint(CHECKPOINTED);
            say(
                    "state of decide in a checkpoint: %,d bytes before, %,d after: %.1f bytes an entry",
                    bytesBefore, bytes, (bytes - bytesBefore) / (double) plan.entries());
            restarts = job.restarts() - restartsBefore;
            desk.author(
                    "/v1/books/" + BOOK + "/lists/" + LIST + "/entries/remove",
                    "{\"values\":[" + values(0) + "]}");
            lookUp(stream, CHUNK);
            if (plan.kill()) {
                String part = platform.placeOf("decide");
                long pid = platform.pid(part);
                platform.kill(part);
                Duration back = platform.awaitReturn(part, pid);
                say("kill -9 %s: healthy again after %.1f s", part, seconds(back));
                lookUp(stream, CHUNK);
            }
            unanswered = load.stop(Duration.ofMinutes(2));
            say("payments: %s; %d without an answer", load.tally().line(), unanswered);
        }
        say(
                "%d lookups, %d of them decided too late and asked again, %d wrong; jobs started"
                        + " anew while it was loaded: %d",
                probes, late, wrong, restarts);
        return wrong == 0 && unanswered == 0 && restarts == 0;
    }

    private void fill(ControlDesk desk) throws InterruptedException {
        int chunks = plan.entries() / CHUNK;
        long[] micros = new long[chunks];
        long begun = System.nanoTime();
        for (int chunk = 0; chunk < chunks; chunk++) {
            String entries =
                    IntStream.range(chunk * CHUNK, (chunk + 1) * CHUNK)
                            .mapToObj(i -> "{\"value\":\"" + card(i) + "\"}")
                            .collect(Collectors.joining(","));
            long sent = System.nanoTime();
            desk.author(
                    "/v1/books/" + BOOK + "/lists/" + LIST + "/entries",
                    "{\"entries\":[" + entries + "]}");
            micros[chunk] = (System.nanoTime() - sent) / 1_000;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(micros);
        say(
                "%,d entries in %d calls in %.1f s: %,.0f/s; a call p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                plan.entries(),
                chunks,
                seconds,
                plan.entries() / seconds,
                micros[chunks / 2] / 1e3,
                micros[(int) Math.min(chunks - 1L, chunks * 99L / 100)] / 1e3,
                micros[chunks - 1] / 1e3);
    }

    private static String values(int from) {
        return IntStream.range(from, from + CHUNK)
                .mapToObj(i -> '"' + card(i) + '"')
                .collect(Collectors.joining(","));
    }

    private static String card(int i) {
        return String.format(Locale.ROOT, "listed-%07d", i);
    }

    /**
     * @param removed the first so many entries are no longer on the list
     */
    private void lookUp(PaymentStream stream, int removed)
            throws IOException, InterruptedException {
        ask(stream, BOOK, card(removed), true);
        ask(stream, BOOK, card(plan.entries() - 1), true);
        ask(stream, BOOK, card(plan.entries()), false);
        if (removed > 0) {
            ask(stream, BOOK, card(0), false);
            ask(stream, BOOK, card(removed - 1), false);
        }
        for (int i = 0; i < ASKED; i++) {
            String card = card(random.nextInt(removed, plan.entries()));
            ask(stream, BOOK, card, true);
            ask(stream, OTHER_BOOK, card, false);
            ask(stream, BOOK, "free-" + i, false);
        }
    }

    private void ask(PaymentStream stream, String book, String card, boolean listed)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        JsonNode payment = pay(stream, book, card);
        while (isFallback(payment) && System.nanoTime() - begun < PATIENCE_NANOS) {
            // decided too late, on a busy machine or after a kill: that says nothing of the list
            late++;
            Thread.sleep(PAUSE_MILLIS);
            payment = pay(stream, book, card);
        }
        boolean hit = false;
        for (JsonNode reason : payment.path("reasons")) {
            hit |= reason.path("source_id").asText().equals(LIST);
        }
        boolean right =
                payment.path("basis").asText().equals("DECIDE_JOB")
                        && hit == listed
                        && (!listed || payment.path("outcome").asText().equals("DECLINED"));
        if (!right) {
            wrong++;
            say("card %s in book %s, listed %s: %s", card, book, listed, payment);
        }
    }

    private static boolean isFallback(JsonNode payment) {
        return payment.path("basis").asText().equals("FALLBACK");
    }

    private JsonNode pay(PaymentStream stream, String book, String card) throws IOException {
        String id = "look-" + probes++;
        String body = stream.paymentWithCard(random, id, card, DEADLINE_MILLIS);
        HttpResponse<String> response =
                commands.post(
                        "/v1/books/" + book + "/payments",
                        body,
                        Map.of("Idempotency-Key", book + "-" + id));
        return Json.tree(response.body()).path("payment");
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
