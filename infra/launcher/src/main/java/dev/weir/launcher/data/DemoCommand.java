package dev.weir.launcher.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.launcher.Counted;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import dev.weir.launcher.data.DemoAction.Pay;
import dev.weir.launcher.data.DemoAction.Tell;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code weir demo}: seeded traffic through the real API, at a steady rate whatever the answers
 * take.
 */
@Command(
        name = "demo",
        description = {
            "Send a seeded stream of payments, some of them fraud, and show what is detected.",
            "First it opens the customers' accounts, imports payments of their past, and warms the"
                    + " platform up; that takes longer than --seconds says. What was fraud is"
                    + " written to a file below the data folder, named last."
        })
public final class DemoCommand implements Callable<Integer> {
    /**
     * Calls under way at once. Beyond it a payment is counted as not sent, so that memory stays
     * bounded.
     */
    private static final int IN_FLIGHT_MAX = 2_000;

    private static final int ACCEPTED = 202;

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Option(
            names = "--rate",
            defaultValue = "50",
            paramLabel = "R",
            description = "actions a second (default: 50)")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            paramLabel = "S",
            description = "how long they are sent (default: 60)")
    private int seconds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "the same seed gives the same customers and actions, another one others (default: 1)")
    private long seed;

    @Option(
            names = "--book",
            defaultValue = "demo",
            paramLabel = "B",
            description = "the book (default: demo)")
    private String book;

    @Option(
            names = "--history-days",
            defaultValue = "14",
            paramLabel = "D",
            description =
                    "days of past payments that are imported first; fewer start sooner (default: 14)")
    private int historyDays;

    public DemoCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate < 1 || rate > 10_000 || seconds < 1) {
            throw Failure.wrongUsage("--rate takes 1 to 10,000 and --seconds at least 1.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Instant begun = clock.instant();
        String run = "d" + seed + "-" + Long.toString(begun.getEpochSecond(), 36);
        Path truthFile = data.path().resolve("demo").resolve("truth-" + run + ".csv");
        Files.createDirectories(truthFile.getParent());
        try (Connection connection = Connection.to(data.path(), clock, "demo");
                CSVPrinter truth =
                        new CSVPrinter(
                                Files.newBufferedWriter(truthFile, StandardCharsets.UTF_8),
                                CSVFormat.RFC4180)) {
            truth.printRecord("payment_id", "fraud", "scenario");
            DemoWorld world = DemoWorld.of(seed);
            connection.ensureBook(book);
            DemoHistory history = new DemoHistory(connection, book, world);
            out.println(
                    "opening accounts and importing payments of the past "
                            + Counted.of(historyDays, "day")
                            + " ...");
            out.flush();
            history.openAccounts();
            int past = history.replay(seed, run, begun, historyDays);
            out.println(
                    world.customers().size()
                            + " customers, "
                            + Counted.of(past, "payment")
                            + " of the past "
                            + Counted.of(historyDays, "day"));
            out.flush();
            Instant cold = clock.instant();
            double inTime = new DemoWarmUp(connection, clock, rate).run(run);
            out.printf(
                    "warmed up for %d s: %.0f %% of the last payments were decided in time%n",
                    Duration.between(cold, clock.instant()).toSeconds(), 100 * inTime);
            out.flush();
            Instant taken = clock.instant();
            boolean ready = new DemoReadiness(connection, book, world.probe(), clock).await(run);
            out.printf(
                    ready
                            ? "the past is taken in after %d s%n"
                            : "decisions are still late after %d s%n",
                    Duration.between(taken, clock.instant()).toSeconds());
            out.flush();
            DemoTally tally = new DemoTally();
            double took = stream(connection, new DemoTraffic(world, seed, run), tally, truth, out);
            tally.print(out, took);
            AlertPage alerts =
                    connection
                            .query(
                                    "/v1/books/" + book + "/alerts?open=true&limit=1000",
                                    "",
                                    AlertPage.newBuilder())
                            .build();
            out.println(
                    "alerts     "
                            + alerts.getAlertsCount()
                            + (alerts.getNextCursor().isEmpty() ? "" : " or more")
                            + " open");
            out.println("truth      " + truthFile);
            out.flush();
            return tally.answered() > 0 ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private double stream(
            Connection connection,
            DemoTraffic traffic,
            DemoTally tally,
            CSVPrinter truth,
            PrintWriter out)
            throws IOException, InterruptedException {
        ProgressLine line =
                new ProgressLine(spec.commandLine().getErr(), clock, System.console() != null);
        Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
        long total = (long) rate * seconds;
        long begunNanos = System.nanoTime();
        for (long i = 0; i < total; i++) {
            long dueNanos = begunNanos + i * 1_000_000_000L / rate;
            for (long wait = dueNanos - System.nanoTime();
                    wait > 0;
                    wait = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            DemoAction action = traffic.next();
            if (action instanceof Pay pay) {
                truth.printRecord(
                        pay.details().getPaymentId(),
                        pay.scenario().isEmpty() ? 0 : 1,
                        pay.scenario());
            }
            if (!inFlight.tryAcquire()) {
                tally.problem("NOT_SENT");
                continue;
            }
            send(connection, action, dueNanos, tally, inFlight);
            line.show(tally.line((System.nanoTime() - begunNanos) / 1_000_000_000L));
        }
        inFlight.tryAcquire(IN_FLIGHT_MAX, 30, TimeUnit.SECONDS);
        line.end();
        out.flush();
        return Duration.ofNanos(System.nanoTime() - begunNanos).toMillis() / 1_000.0;
    }

    private void send(
            Connection connection,
            DemoAction action,
            long dueNanos,
            DemoTally tally,
            Semaphore inFlight) {
        String base = "/v1/books/" + book;
        switch (action) {
            case Tell tell ->
                    connection
                            .commands()
                            .postAsync(
                                    base + "/signals/" + tell.name(),
                                    Connection.json(tell.signal()),
                                    Map.of())
                            .whenComplete((response, problem) -> inFlight.release());
            case Pay pay ->
                    connection
                            .commands()
                            .postAsync(
                                    base + "/payments",
                                    Connection.json(pay.details()),
                                    Map.of("Idempotency-Key", pay.details().getPaymentId()))
                            .whenComplete(
                                    (response, problem) -> {
                                        inFlight.release();
                                        if (problem != null) {
                                            tally.problem(problem.getClass().getSimpleName());
                                        } else {
                                            record(
                                                    response,
                                                    pay.scenario(),
                                                    (System.nanoTime() - dueNanos) / 1_000,
                                                    tally);
                                        }
                                    });
        }
    }

    private static void record(
            HttpResponse<String> response, String scenario, long micros, DemoTally tally) {
        if (response.statusCode() > ACCEPTED) {
            String code = Connection.code(response);
            tally.problem(code.isEmpty() ? "HTTP " + response.statusCode() : code);
            return;
        }
        try {
            JsonNode payment = Json.MAPPER.readTree(response.body()).path("payment");
            tally.answer(
                    scenario,
                    payment.path("outcome").asText(""),
                    payment.path("basis").asText("").equals("FALLBACK"),
                    micros);
        } catch (JsonProcessingException e) {
            tally.problem("ANSWER_MALFORMED");
        }
    }
}
