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

    List<Measure> tail() throws IOException, InterruptedException {
        JsonNode without = fixed("decide", TAIL_RATE, NONE);
        JsonNode with = fixed("decide", TAIL_RATE, INCREMENTAL);
        JsonNode onDisk = fixed("decide", TAIL_RATE, ON_DISK);
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
        try (OwnBroker broker = workers.broker();
                Worker load = workers.load(broker);
                Worker worker = workers.job(broker)) {
            load.ask("control model=" + model);
            worker.ask(start(job, checkpoints, models));
            JsonNode figures =
                    load.ask(
                            "fixed per_second="
                                    + rate
                                    + " warm="
                                    + pace.jobWarmSeconds()
                                    + " seconds="
                                    + pace.jobSeconds());
            worker.ask("stop");
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
