package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A job alone at a fixed rate, from due time to decision visible: append, job, decision topic. The
 * floor is a job that does nothing; the tail is what checkpoints cost.
 */
final class JobRows {
    private static final int FLOOR_RATE = 200;
    private static final int TAIL_RATE = 1_000;

    /** A checkpoint falls into each. */
    private static final int SLICE_SECONDS = 10;

    private static final int SETTLE_SECONDS = 2;

    private static final String NONE = "none";

    /** As the jobs are set. */
    static final String INCREMENTAL = "incremental";

    private static final String ON_DISK = "on_disk";

    private final Workers workers;
    private final Path models;
    private final String model;
    private final DecidePace pace;
    private final String machine;

    /**
     * @param models folder of the model store
     * @param model the hash of the one in it
     */
    JobRows(Workers workers, Path models, String model, DecidePace pace, String machine) {
        this.workers = workers;
        this.models = models;
        this.model = model;
        this.pace = pace;
        this.machine = machine;
    }

    /**
     * @param restP50Millis of a payment over REST in the same run; 0: not measured
     */
    List<Measure> floor(double restP50Millis) throws IOException, InterruptedException {
        JsonNode floor = fixed("pass", FLOOR_RATE, INCREMENTAL);
        JsonNode decide = fixed("decide", FLOOR_RATE, INCREMENTAL);
        List<Measure> measures = new ArrayList<>();
        String load = FLOOR_RATE + "/s, ";
        double p50 = p50(floor);
        measures.add(
                Measure.atMostTimes(
                        "append, decide, decision topic, " + load + "p50",
                        p50(decide),
                        "ms",
                        "pass-through",
                        p50,
                        1.5,
                        machine));
        measures.add(
                Measure.beside(
                        "append, decide, decision topic, " + load + "p99",
                        p99(decide),
                        "ms",
                        "pass-through",
                        p99(floor),
                        0,
                        machine));
        if (restP50Millis > 0) {
            measures.add(
                    Measure.atMostTimes(
                            "the whole way over REST, two commits, " + load + "p50",
                            restP50Millis,
                            "ms",
                            "pass-through",
                            p50,
                            1.5,
                            machine));
        }
        return measures;
    }

    /**
     * Three jobs beside each other, of which one at a time has load, {@link #SLICE_SECONDS} by
     * turns: what the machine does meanwhile falls on all of them.
     */
    List<Measure> tail() throws IOException, InterruptedException {
        List<JsonNode> figures = new ArrayList<>();
        try (Stand none = stand("decide", NONE);
                Stand inMemory = stand("decide", INCREMENTAL);
                Stand disk = stand("decide", ON_DISK)) {
            List<Stand> stands = List.of(none, inMemory, disk);
            for (Stand stand : stands) {
                figures.add(stand.fixed(TAIL_RATE, pace.jobWarmSeconds(), 0));
            }
            for (int round = 0; round < pace.jobSeconds() / SLICE_SECONDS; round++) {
                for (int turn = 0; turn < stands.size(); turn++) {
                    int next = (round + turn) % stands.size();
                    figures.set(
                            next, stands.get(next).fixed(TAIL_RATE, SETTLE_SECONDS, SLICE_SECONDS));
                }
            }
        }
        JsonNode without = figures.get(0);
        JsonNode with = figures.get(1);
        JsonNode onDisk = figures.get(2);
        JsonNode floor = fixed("pass", TAIL_RATE, INCREMENTAL);
        String load = "decide alone, " + TAIL_RATE + "/s, ";
        String peer = "without checkpoints";
        return List.of(
                Measure.atMostTimes(
                        load + "p99 with checkpoints as they are set",
                        p99(with),
                        "ms",
                        peer,
                        p99(without),
                        2,
                        machine),
                Measure.beside(
                        load + "p99 with checkpoints, the working state on the disk",
                        p99(onDisk),
                        "ms",
                        peer,
                        p99(without),
                        0,
                        machine),
                Measure.beside(load + "p99.9", p999(with), "ms", peer, p999(without), 0, machine),
                Measure.beside(load + "p50", p50(with), "ms", peer, p50(without), 0, machine),
                Measure.beside(
                        load + "p99",
                        p99(with),
                        "ms",
                        "pass-through with checkpoints",
                        p99(floor),
                        0,
                        machine));
    }

    private JsonNode fixed(String job, int rate, String checkpoints)
            throws IOException, InterruptedException {
        try (Stand stand = stand(job, checkpoints)) {
            return stand.fixed(rate, pace.jobWarmSeconds(), pace.jobSeconds());
        }
    }

    private Stand stand(String job, String checkpoints) throws IOException, InterruptedException {
        OwnBroker broker = workers.broker();
        try {
            Stand stand = new Stand(job, broker, workers.load(broker), workers.job(broker));
            stand.load.ask("control model=" + model);
            stand.worker.ask(start(job, checkpoints, models));
            return stand;
        } catch (IOException | RuntimeException e) {
            // the others end with their input
            broker.close();
            throw e;
        }
    }

    /** A job with a broker and a load of its own. */
    private record Stand(String job, OwnBroker broker, Worker load, Worker worker)
            implements AutoCloseable {

        /** Figures over all that was measured here so far. */
        JsonNode fixed(int rate, int warm, int seconds) throws IOException {
            JsonNode figures =
                    load.ask("fixed per_second=" + rate + " warm=" + warm + " seconds=" + seconds);
            double missing = figures.path("missing").asDouble();
            if (missing > 0) {
                throw new IllegalStateException(
                        Math.round(missing)
                                + " payments of the job "
                                + job
                                + " were not decided: it did not hold "
                                + rate
                                + "/s");
            }
            return figures;
        }

        @Override
        public void close() throws IOException {
            try (broker;
                    load;
                    worker) {
                worker.ask("stop");
            }
        }
    }

    static String start(String job, String checkpoints, Path models) {
        return "start job=" + job + " checkpoints=" + checkpoints + " models=" + models;
    }

    private static double p50(JsonNode figures) {
        return figures.path("p50_millis").asDouble();
    }

    private static double p999(JsonNode figures) {
        return figures.path("p999_millis").asDouble();
    }

    private static double p99(JsonNode figures) {
        return figures.path("p99_millis").asDouble();
    }
}
