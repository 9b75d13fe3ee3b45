package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Backlogs that a job drains, and the state that it has then. */
final class DrainRows {
    private static final double AIM = 5_000;

    /** One and a half of the job's checkpoints. */
    private static final long REST_SECONDS = 15;

    private static final int BACKLOG_ACCOUNTS = 20_000;
    private static final int DAYS = 30;
    private static final long STALL_SECONDS_MAX = 120;

    private final Workers workers;
    private final Path models;
    private final String model;
    private final DecidePace pace;
    private final String machine;

    DrainRows(Workers workers, Path models, String model, DecidePace pace, String machine) {
        this.workers = workers;
        this.models = models;
        this.model = model;
        this.pace = pace;
        this.machine = machine;
    }

    /** What a job took for a backlog. */
    private record Drained(double cpuSeconds, double seconds) {}

    List<Measure> backlog() throws IOException, InterruptedException {
        int payments = pace.backlog();
        try (OwnBroker broker = workers.broker();
                Worker load = workers.load(broker)) {
            load.ask("control model=" + model);
            load.ask(append(payments, BACKLOG_ACCOUNTS, 0));
            Drained decide = drain(broker, load, "decide", payments);
            Drained pass = drain(broker, load, "pass", payments);
            String what = String.format(Locale.ROOT, "drain of %,d payments, ", payments);
            return List.of(
                    Measure.atLeast(
                            what + "decide, per CPU-second of the job",
                            payments / decide.cpuSeconds(),
                            "payments",
                            AIM,
                            machine),
                    Measure.beside(
                            what + "decide, per CPU-second of the job",
                            payments / decide.cpuSeconds(),
                            "payments",
                            "pass-through",
                            payments / pass.cpuSeconds(),
                            0,
                            machine),
                    Measure.beside(
                            what + "decide, per second",
                            payments / decide.seconds(),
                            "1/s",
                            "pass-through",
                            payments / pass.seconds(),
                            0,
                            machine));
        }
    }

    private Drained drain(OwnBroker broker, Worker load, String job, int payments)
            throws IOException, InterruptedException {
        try (Worker worker = workers.job(broker)) {
            load.ask("watch");
            double before = cpu(worker);
            long begun = System.nanoTime();
            worker.ask(JobRows.start(job, JobRows.INCREMENTAL, models));
            await(load, payments);
            Drained drained = new Drained(cpu(worker) - before, (System.nanoTime() - begun) / 1e9);
            worker.ask("stop");
            return drained;
        }
    }

    /** Every account has paid once; what the job keeps of it, and what a checkpoint takes. */
    List<Measure> state() throws IOException, InterruptedException {
        int accounts = pace.accounts();
        try (OwnBroker broker = workers.broker();
                Worker load = workers.load(broker);
                Worker worker = workers.job(broker)) {
            load.ask("control model=" + model);
            load.ask(append(accounts, accounts, 1));
            load.ask("watch");
            int port =
                    worker.ask(JobRows.start("decide", JobRows.INCREMENTAL, models))
                            .path("rest_port")
                            .asInt();
            await(load, accounts);
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            JsonNode last = checkpoints(port).path("latest").path("completed");
            worker.ask("stop");
            double bytes = last.path("state_size").asDouble();
            String at = String.format(Locale.ROOT, "decide with %,d accounts: ", accounts);
            return List.of(
                    Measure.shown(at + "state an account", bytes / accounts, "bytes", machine),
                    Measure.shown(at + "whole checkpoint", bytes / 1e6, "MB", machine),
                    Measure.shown(
                            at + "written by the last one",
                            last.path("checkpointed_size").asDouble() / 1e6,
                            "MB",
                            machine),
                    Measure.shown(
                            at + "last checkpoint took",
                            last.path("end_to_end_duration").asDouble(),
                            "ms",
                            machine));
        }
    }

    private static String append(int payments, int accounts, int inTurn) {
        return "append payments="
                + payments
                + " accounts="
                + accounts
                + " in_turn="
                + inTurn
                + " days="
                + DAYS;
    }

    private static double cpu(Worker worker) throws IOException {
        return worker.ask("cpu").path("cpu_seconds").asDouble();
    }

    private static void await(Worker load, int payments) throws IOException, InterruptedException {
        long seen = 0;
        long changed = System.nanoTime();
        while (seen < payments) {
            TimeUnit.MILLISECONDS.sleep(100);
            long now = load.ask("decided").path("decided").asLong();
            if (now > seen) {
                changed = System.nanoTime();
            } else if (System.nanoTime() - changed > TimeUnit.SECONDS.toNanos(STALL_SECONDS_MAX)) {
                throw new IllegalStateException(
                        "the job stands still after " + now + " of " + payments + " payments");
            }
            seen = now;
        }
    }

    private static JsonNode checkpoints(int port) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:" + port + "/jobs";
            String id = get(http, base).path("jobs").path(0).path("id").asText();
            return get(http, base + "/" + id + "/checkpoints");
        }
    }

    private static JsonNode get(HttpClient http, String url)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return Json.tree(http.send(request, BodyHandlers.ofString()).body());
    }
}
