package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The code of {@code decide} beside other ways to do the same, without a log between. */
final class EngineRows {
    private static final String PER_CPU = "per_cpu_second";
    private static final String UNIT = "payments";

    /** More than any window: the long one is full for most of the run. */
    private static final int WINDOW_DAYS = 40;

    /** What a long window may cost: 15 % more than a short one. */
    private static final double WINDOW_RATIO_MIN = 0.85;

    private static final int LOOK_BACK_A_DAY = 1_000;
    private static final int LOOK_BACK_AIM = 10;

    private final Workers workers;
    private final DecidePace pace;
    private final String machine;

    EngineRows(Workers workers, DecidePace pace, String machine) {
        this.workers = workers;
        this.pace = pace;
        this.machine = machine;
    }

    List<Measure> windows() throws IOException {
        JsonNode hour = window("H1");
        JsonNode month = window("D30");
        return List.of(
                Measure.beside(
                        String.format(
                                Locale.ROOT,
                                "30 days on a hot terminal, %,d payments, %,d in the window, per"
                                        + " CPU-second",
                                pace.windowPayments(),
                                month.path("in_window").asLong()),
                        month.path(PER_CPU).asDouble(),
                        UNIT,
                        String.format(
                                Locale.ROOT, "1 hour, %,d in it", hour.path("in_window").asLong()),
                        hour.path(PER_CPU).asDouble(),
                        WINDOW_RATIO_MIN,
                        machine));
    }

    private JsonNode window(String window) throws IOException {
        try (Worker worker = workers.alone("windows")) {
            return worker.ask(
                    "run window="
                            + window
                            + " payments="
                            + pace.windowPayments()
                            + " days="
                            + WINDOW_DAYS);
        }
    }

    List<Measure> lookBack() throws IOException {
        try (Worker worker = workers.alone("look-back")) {
            JsonNode sameAsScan = lookBack(worker, "own", pace.lookBackPayments());
            JsonNode scan = lookBack(worker, "scan", pace.lookBackPayments());
            // long enough that the start of the job says nothing
            JsonNode own = lookBack(worker, "own", 20 * pace.lookBackPayments());
            return List.of(
                    Measure.beside(
                            String.format(
                                    Locale.ROOT,
                                    "sum of a day, %,d payments in it, per CPU-second",
                                    LOOK_BACK_A_DAY),
                            own.path(PER_CPU).asDouble(),
                            UNIT,
                            "look-back of Flink's demonstration",
                            scan.path(PER_CPU).asDouble(),
                            LOOK_BACK_AIM,
                            machine),
                    Measure.none(
                            "sum of a day: difference from the look-back's",
                            Math.abs(sameAsScan.path("sum").asLong() - scan.path("sum").asLong()),
                            "cents",
                            machine));
        }
    }

    private static JsonNode lookBack(Worker worker, String algorithm, int payments)
            throws IOException {
        return worker.ask(
                "run algorithm="
                        + algorithm
                        + " payments="
                        + payments
                        + " a_day="
                        + LOOK_BACK_A_DAY);
    }

    List<Measure> drools() throws IOException {
        try (Worker worker = workers.drools()) {
            // each warms up before it counts
            engine(worker, "own", pace.peerPayments());
            engine(worker, "drools", pace.peerPayments() / 4);
            JsonNode own = engine(worker, "own", pace.peerPayments());
            JsonNode drools = engine(worker, "drools", pace.peerPayments());
            return List.of(
                    perCpuSecond(
                            "4 windowed rules and a pattern, one JVM",
                            own,
                            "Drools Fusion",
                            drools),
                    Measure.none(
                            "of "
                                    + Math.round(own.path("flagged").asDouble())
                                    + " flags differ from Drools Fusion's",
                            drools.path("differ").asDouble(),
                            "flags",
                            machine));
        }
    }

    List<Measure> cep() throws IOException {
        try (Worker worker = workers.alone("cep")) {
            engine(worker, "own", pace.peerPayments());
            JsonNode cep = engine(worker, "cep", pace.peerPayments());
            JsonNode own = engine(worker, "own", pace.peerPayments());
            return List.of(
                    perCpuSecond("card testing by the own automaton", own, "Flink CEP", cep),
                    Measure.none(
                            "card testing: difference of "
                                    + Math.round(own.path("flagged").asDouble())
                                    + " flagged from Flink CEP's",
                            Math.abs(
                                    own.path("flagged").asDouble()
                                            - cep.path("flagged").asDouble()),
                            "payments",
                            machine));
        }
    }

    private Measure perCpuSecond(String what, JsonNode own, String peer, JsonNode theirs) {
        return Measure.beside(
                what + ", per CPU-second",
                own.path(PER_CPU).asDouble(),
                UNIT,
                peer,
                theirs.path(PER_CPU).asDouble(),
                0,
                machine);
    }

    private static JsonNode engine(Worker worker, String engine, int payments) throws IOException {
        return worker.ask("run engine=" + engine + " payments=" + payments);
    }
}
