package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * REST payment to decision at half of the stated rate and at the stated one, and the latter without
 * the cut-off.
 */
final class RestRow {
    private static final int RATE = 200;

    private final RestPayments payments;
    private final DecidePace pace;
    private final String machine;
    private double p50Millis;

    RestRow(RestPayments payments, DecidePace pace, String machine) {
        this.payments = payments;
        this.pace = pace;
        this.machine = machine;
    }

    List<Measure> measure() throws InterruptedException {
        List<Measure> measures = new ArrayList<>();
        OpenLoop.Outcome half = payments.run(RATE / 2, pace.shortSeconds());
        measures.addAll(
                latency("REST payment to decision, " + rate(RATE / 2, pace.shortSeconds()), half));
        AtomicLong scored = new AtomicLong();
        AtomicLong decided = new AtomicLong();
        OpenLoop.Outcome outcome =
                payments.run(
                        RATE,
                        pace.restSeconds(),
                        RestPayments.DEADLINE_MILLIS,
                        (due, payment) -> {
                            if (!OpenLoop.isFallback(payment)) {
                                decided.incrementAndGet();
                                scored.addAndGet(namesModel(payment) ? 1 : 0);
                            }
                        });
        p50Millis = outcome.millisAt(50);
        String load = "REST payment to decision, " + rate(RATE, pace.restSeconds());
        measures.add(Measure.atMost(load + "p50", p50Millis, "ms", 12, machine));
        measures.add(Measure.atMost(load + "p99", outcome.millisAt(99), "ms", 50, machine));
        measures.add(Measure.atMost(load + "p99.9", outcome.millisAt(99.9), "ms", 120, machine));
        measures.add(
                Measure.atLeast(
                        load + "in the deadline",
                        outcome.percentWithin(RestPayments.DEADLINE_MILLIS),
                        "%",
                        99.99,
                        machine));
        measures.add(
                Measure.atMost(load + "fallback", outcome.fallbackPercent(), "%", 0.05, machine));
        measures.add(
                Measure.atMost(load + "unanswered", outcome.unanswered(), "payments", 0, machine));
        measures.add(
                Measure.none(
                        load + "decided without the model",
                        decided.get() - scored.get(),
                        "payments",
                        machine));
        OpenLoop.Outcome free =
                payments.run(
                        RATE,
                        pace.shortSeconds(),
                        RestPayments.NO_CUT_OFF_MILLIS,
                        OpenLoop.Observer.NOBODY);
        measures.addAll(latency("without the cut-off, " + rate(RATE, pace.shortSeconds()), free));
        return measures;
    }

    private List<Measure> latency(String load, OpenLoop.Outcome outcome) {
        return List.of(
                Measure.shown(load + "p50", outcome.millisAt(50), "ms", machine),
                Measure.shown(load + "p99", outcome.millisAt(99), "ms", machine),
                Measure.shown(load + "p99.9", outcome.millisAt(99.9), "ms", machine),
                Measure.shown(load + "fallback", outcome.fallbackPercent(), "%", machine),
                Measure.shown(load + "unanswered", outcome.unanswered(), "payments", machine));
    }

    private static String rate(int rate, int seconds) {
        return rate + "/s for " + seconds + " s, ";
    }

    /** Of {@link #measure}; 0 before. */
    double p50Millis() {
        return p50Millis;
    }

    private static boolean namesModel(JsonNode payment) {
        for (JsonNode reason : payment.path("reasons")) {
            if (reason.path("source").asText().equals("MODEL")) {
                return true;
            }
        }
        return false;
    }
}
