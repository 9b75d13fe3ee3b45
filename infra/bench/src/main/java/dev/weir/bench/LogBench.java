package dev.weir.bench;

import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.Folders;
import dev.weir.launcher.platform.JavaCommand;
import dev.weir.launcher.postgres.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./weir bench log}: the log's write path and its peers side by side in one run, on servers
 * that it starts itself. Each pair has the same durability: "flushed" is a broker that flushes
 * every message against a PostgreSQL that waits for the disk at every commit; "not flushed" leaves
 * both to the operating system, so that they outlive their process but not a loss of power.
 */
final class LogBench {
    private static final List<Integer> FLUSHED_SWEEP = List.of(1, 64, 512);

    /** A million accounts, and at the kill's moment what is read of their snapshot beside them. */
    private static final String TAKEOVER = "takeover";

    private static final List<String> LARGE_BOOK =
            List.of("-Xms4g", "-Xmx4g", "-Xmn512m", "-XX:+UseSerialGC");

    private final Checkout checkout;
    private final Pace pace;
    private final boolean takeoverOnly;
    private final Path folder;

    LogBench(Path root, boolean quick, boolean takeoverOnly) {
        this.takeoverOnly = takeoverOnly;
        this.checkout = new Checkout(root);
        this.pace = quick ? Pace.QUICK : Pace.FULL;
        this.folder =
                root.resolve("target")
                        .resolve("bench")
                        .resolve("run-" + ProcessHandle.current().pid());
    }

    List<Measure> run() throws IOException, SQLException, InterruptedException {
        Machine.Load load = Machine.Load.begin();
        String machine =
                Machine.describe(
                        "callers, node, broker and database on one machine; one partition,"
                                + " replication 1; flushed: every message and every commit, else"
                                + " none");
        List<Measure> measures = new ArrayList<>();
        Files.createDirectories(folder);
        try (Servers servers = new Servers(checkout, folder)) {
            if (!takeoverOnly) {
                writePath(servers, measures, machine);
            }
            phase(
                    "takeover",
                    measures,
                    machine,
                    () ->
                            measures.addAll(
                                    new TakeoverPhase(pace, machine, servers.bootstrap(), TAKEOVER)
                                            .run(node -> takeover(servers, node))));
        }
        measures.add(
                Measure.shown("load of the machine during the run", load.average(), "", machine));
        measures.add(
                Measure.shown("processor taken by the host", load.stolenPercent(), "%", machine));
        Folders.delete(folder);
        return measures;
    }

    private void writePath(Servers servers, List<Measure> measures, String machine)
            throws IOException, InterruptedException {
        try (Worker worker =
                worker(
                        "engine",
                        servers.bootstrap(),
                        Long.toString(servers.brokerPid()),
                        folder.resolve("index").toString())) {
            EnginePhases engine = new EnginePhases(worker, pace, machine);
            DatabasePhases databases = new DatabasePhases(engine, servers, pace, machine);
            phase("warming up", measures, machine, engine::warmUp);
            phase("callers", measures, machine, () -> engine.sweep(false, pace.sweep()));
            phase("callers, flushed", measures, machine, () -> engine.sweep(true, FLUSHED_SWEEP));
            phase("bulk calls", measures, machine, engine::bulk);
            phase("hot account", measures, machine, engine::hotAccount);
            phase("a tenth of the peak", measures, machine, () -> engine.tenthOfPeak(false));
            phase("a tenth, flushed", measures, machine, () -> engine.tenthOfPeak(true));
            phase("Axon's JPA engine", measures, machine, () -> jpa(servers, databases));
            phase("a function in PostgreSQL", measures, machine, () -> ledger(servers, databases));
            phase("histories", measures, machine, engine::histories);
            phase("space", measures, machine, engine::space);
            engine.flushEachMessage(false);
            measures.addAll(engine.measures());
            measures.addAll(databases.measures());
        }
    }

    private Worker takeover(Servers servers, String node) throws IOException {
        return worker(
                LARGE_BOOK,
                "takeover",
                servers.bootstrap(),
                TAKEOVER,
                folder.resolve(node).toString(),
                node);
    }

    /** A step of the run. */
    @FunctionalInterface
    private interface Phase {
        void run() throws IOException, SQLException, InterruptedException;
    }

    /** One that breaks is missed, and the others are measured all the same. */
    private static void phase(String name, List<Measure> measures, String machine, Phase phase)
            throws InterruptedException {
        System.err.println("weir: " + name);
        try {
            phase.run();
        } catch (IOException | SQLException | RuntimeException e) {
            System.err.println("weir: " + name + " failed: " + e);
            measures.add(Measure.failed(name, String.valueOf(e.getMessage()), machine));
        }
    }

    private void jpa(Servers servers, DatabasePhases databases)
            throws IOException, SQLException, InterruptedException {
        try (Worker jpa =
                worker(
                        "jpa",
                        servers.jdbcUrl(),
                        PostgresServer.USER,
                        servers.password(),
                        Integer.toString(DatabasePhases.JPA_THREADS))) {
            databases.jpa(jpa);
        }
    }

    private void ledger(Servers servers, DatabasePhases databases)
            throws IOException, SQLException, InterruptedException {
        try (Worker callers =
                worker("function", servers.jdbcUrl(), PostgresServer.USER, servers.password())) {
            databases.doubleEntry(
                    Pgbench.find(servers, folder, DatabasePhases.LEDGER_ACCOUNTS), callers);
        }
    }

    private Worker worker(String... arguments) throws IOException {
        return worker(List.of("-Xms2g", "-Xmx2g", "-Xmn1g", "-XX:+UseSerialGC"), arguments);
    }

    private Worker worker(List<String> jvm, String... arguments) throws IOException {
        String classPath =
                checkout.quarkusClassPath("command-side/service/target/quarkus-app")
                        + File.pathSeparator
                        + checkout.classPath("command-side/bench/target");
        return new Worker(
                arguments[0],
                JavaCommand.of(jvm, classPath, "dev.weir.command.bench.WorkerMain", arguments),
                folder.resolve(arguments[0] + ".log"));
    }
}
