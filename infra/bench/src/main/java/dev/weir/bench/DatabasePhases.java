package dev.weir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What others keep in PostgreSQL, beside the engine with the same durability. */
final class DatabasePhases {
    /** More than PostgreSQL's two cores can use, fewer than make it slower. */
    static final int JPA_THREADS = 32;

    private static final int ACCOUNTS = 5_120;
    private static final int LEDGER_CALLERS = 64;
    static final int LEDGER_ACCOUNTS = 1_000;
    private static final int[] JPA_CALLERS = {64, 512};
    private static final double[] JPA_AIMS = {30, 50};

    private final EnginePhases engine;
    private final Servers servers;
    private final Pace pace;
    private final String machine;
    private final List<Measure> measures = new ArrayList<>();

    DatabasePhases(EnginePhases engine, Servers servers, Pace pace, String machine) {
        this.engine = engine;
        this.servers = servers;
        this.pace = pace;
        this.machine = machine;
    }

    List<Measure> measures() {
        return measures;
    }

    /** Axon's JPA engine, the same commands. */
    void jpa(Worker jpa) throws IOException, SQLException, InterruptedException {
        servers.syncEachCommit(false);
        jpa.ask("open accounts=" + ACCOUNTS);
        jpa.ask("load callers=64 warm=" + pace.firstSeconds() + " seconds=1");
        for (boolean flushed : List.of(true, false)) {
            servers.syncEachCommit(flushed);
            engine.flushEachMessage(flushed);
            for (int i = 0; i < JPA_CALLERS.length; i++) {
                Rounds own = new Rounds();
                Rounds peer = new Rounds();
                for (int round = 0; round < pace.rounds(); round++) {
                    own.add(engine.round("cash", JPA_CALLERS[i]));
                    peer.add(
                            jpa.ask(
                                    "load callers="
                                            + JPA_CALLERS[i]
                                            + " warm="
                                            + pace.warmSeconds()
                                            + " seconds="
                                            + pace.roundSeconds()));
                }
                measures.add(
                        Measure.beside(
                                JPA_CALLERS[i]
                                        + " callers, "
                                        + EnginePhases.durability(flushed)
                                        + ": commands against Axon's JPA engine",
                                own.perSecond(),
                                "1/s",
                                "JPA on PostgreSQL",
                                peer.perSecond(),
                                JPA_AIMS[i],
                                machine));
            }
        }
    }

    /**
     * A ledger in a database function.
     *
     * @param pgbench where there is one, else
     * @param callers a worker of its own
     */
    void doubleEntry(Optional<Pgbench> pgbench, Worker callers)
            throws IOException, SQLException, InterruptedException {
        DoubleEntry.prepare(servers, LEDGER_ACCOUNTS);
        for (boolean flushed : List.of(true, false)) {
            servers.syncEachCommit(flushed);
            engine.flushEachMessage(flushed);
            for (boolean hot : List.of(false, true)) {
                Rounds own = new Rounds();
                List<Double> peer = new ArrayList<>();
                for (int round = 0; round < pace.rounds(); round++) {
                    own.add(engine.round(hot ? "hot" : "uniform", LEDGER_CALLERS));
                    peer.add(
                            pgbench.isPresent()
                                    ? pgbench.get()
                                            .perSecond(
                                                    LEDGER_CALLERS,
                                                    hot,
                                                    pace.warmSeconds() + pace.roundSeconds())
                                    : called(callers, hot));
                }
                measures.add(
                        Measure.beside(
                                (hot ? "hot account, " : "uniform, ")
                                        + LEDGER_CALLERS
                                        + " callers, "
                                        + EnginePhases.durability(flushed)
                                        + ": transfers against a function",
                                own.perSecond(),
                                "1/s",
                                pgbench.isPresent() ? "pgbench" : "JDBC, no pgbench found",
                                peer.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                                hot ? 10 : 3,
                                machine));
            }
        }
    }

    private double called(Worker callers, boolean hot) throws IOException {
        Rounds rounds = new Rounds();
        rounds.add(
                callers.ask(
                        "load callers="
                                + LEDGER_CALLERS
                                + " accounts="
                                + LEDGER_ACCOUNTS
                                + " hot="
                                + hot
                                + " warm="
                                + pace.warmSeconds()
                                + " seconds="
                                + pace.roundSeconds()));
        return rounds.perSecond();
    }
}
