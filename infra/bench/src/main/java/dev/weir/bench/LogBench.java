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
import java.util.List;
import java.util.Set;

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
    private final Set<String> rows;
    private final Path folder;

    /** What can be measured alone, in the order in which all of it is. */
    static final List<String> ROWS =
            List.of(
                    "callers",
                    "flushed",
                    "bulk",
                    "hot-account",
                    "tenth",
                    "tenth-flushed",
                    "jpa",
                    "pgbench",
                    "histories",
                    "space",
                    "takeover");

    /**
     * @param rows the ones of {@link #ROWS} that are measured; empty: all
     */
    LogBench(Path root, boolean quick, Set<String> rows) {
        this.rows = rows;
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
        Phases phases = new Phases(machine, rows);
        Files.createDirectories(folder);
        try (Servers servers = new Servers(checkout, folder)) {
            if (!rows.equals(Set.of(TAKEOVER))) {
                writePath(servers, phases, machine);
            }
            phases.run(
                    TAKEOVER,
                    () ->
                            new TakeoverPhase(pace, machine, servers.bootstrap(), TAKEOVER)
                                    .run(node -> takeover(servers, node)));
        }
        phases.add(
                Measure.shown("load of the machine during the run", load.average(), "", machine));
        phases.add(
                Measure.shown("processor taken by the host", load.stolenPercent(), "%", machine));
        Folders.delete(folder);
        return phases.measures();
    }

    private void writePath(Servers servers, Phases phases, String machine)
            throws IOException, InterruptedException {
        try (Worker worker =
                worker(
                        "engine",
                        servers.bootstrap(),
                        Long.toString(servers.brokerPid()),
                        folder.resolve("index").toString())) {
            EnginePhases engine = new EnginePhases(worker, pace, machine);
            DatabasePhases databases = new DatabasePhases(engine, servers, pace, machine);
            List<Measure> own = engine.measures();
            List<Measure> peers = databases.measures();
            phases.prepare("warming up", engine::warmUp);
            phases.run("callers", filling(own, () -> engine.sweep(false, pace.sweep())));
            phases.run("flushed", filling(own, () -> engine.sweep(true, FLUSHED_SWEEP)));
            phases.run("bulk", filling(own, engine::bulk));
            phases.run("hot-account", filling(own, engine::hotAccount));
            phases.run("tenth", filling(own, () -> engine.tenthOfPeak(false)));
            phases.run("tenth-flushed", filling(own, () -> engine.tenthOfPeak(true)));
            phases.run("jpa", filling(peers, () -> jpa(servers, databases)));
            phases.run("pgbench", filling(peers, () -> ledger(servers, databases)));
            phases.run("histories", filling(own, engine::histories));
            phases.run("space", filling(own, engine::space));
            engine.flushEachMessage(false);
        }
    }

    /** A row of what a step adds to the list. */
    private static Phases.Row filling(List<Measure> measures, Phases.Step step) {
        return () -> {
            int before = measures.size();
            step.take();
            return List.copyOf(measures.subList(before, measures.size()));
        };
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
