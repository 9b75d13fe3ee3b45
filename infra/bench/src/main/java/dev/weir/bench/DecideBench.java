package dev.weir.bench;

import dev.weir.launcher.ApiClient;
import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * {@code ./weir bench decide}: payments over REST at the running platform, then the job and its
 * peers in processes of their own, all in one run.
 */
final class DecideBench {
    private static final double KILL_AIM_SECONDS = 3;
    private static final double UPGRADE_AIM_SECONDS = 0;
    private static final int WARM_RATE = 200;

    private final ApiClient commands;
    private final ApiClient approver;
    private final Path data;
    private final Path root;
    private final String run;
    private final DecidePace pace;
    private final Set<String> rows;

    /** Rows over REST at the running platform, and rows of processes beside it. */
    static final List<String> ROWS =
            List.of(
                    "rest",
                    "rate",
                    "kill",
                    "upgrade",
                    "floor",
                    "tail",
                    "backlog",
                    "state",
                    "windows",
                    "look-back",
                    "drools",
                    "cep");

    private static final Set<String> OVER_REST = Set.of("rest", "rate", "kill", "upgrade");

    /**
     * @param approver another person than {@code commands}
     * @param data the platform's folder
     * @param run makes names new
     * @param rows the ones of {@link #ROWS} that are measured; empty: all
     */
    DecideBench(
            ApiClient commands,
            ApiClient approver,
            Path data,
            Path root,
            String run,
            boolean quick,
            Set<String> rows) {
        this.commands = commands;
        this.approver = approver;
        this.data = data;
        this.root = root;
        this.run = run;
        this.rows = rows;
        this.pace = quick ? DecidePace.QUICK : DecidePace.FULL;
    }

    List<Measure> run(String machine) throws IOException, InterruptedException {
        Machine.Load load = Machine.Load.begin();
        Phases phases = new Phases(machine, rows);
        double restP50 =
                rows.isEmpty() || !Collections.disjoint(rows, OVER_REST)
                        ? overRest(phases, machine)
                        : 0;
        Path folder =
                root.resolve("target")
                        .resolve("bench")
                        .resolve("run-" + ProcessHandle.current().pid());
        Files.createDirectories(folder);
        Workers workers = new Workers(new Checkout(root), folder);
        Path models = folder.resolve("models");
        String model = LiveControl.modelIn(models);
        JobRows jobs = new JobRows(workers, models, model, pace, machine);
        DrainRows drains = new DrainRows(workers, models, model, pace, machine);
        EngineRows engines = new EngineRows(workers, pace, machine);
        phases.run("floor", () -> jobs.floor(restP50));
        phases.run("tail", jobs::tail);
        phases.run("backlog", drains::backlog);
        phases.run("state", drains::state);
        phases.run("windows", engines::windows);
        phases.run("look-back", engines::lookBack);
        phases.run("drools", engines::drools);
        phases.run("cep", engines::cep);
        phases.add(
                Measure.shown("load of the machine during the run", load.average(), "", machine));
        phases.add(
                Measure.shown("processor taken by the host", load.stolenPercent(), "%", machine));
        if (phases.measures().stream().noneMatch(Measure::broke)) {
            Folders.delete(folder);
        }
        return phases.measures();
    }

    /** Gives the p50 at the stated rate, 0 if it could not be measured. */
    private double overRest(Phases phases, String machine)
            throws IOException, InterruptedException {
        double[] p50 = new double[1];
        try (LiveControl control = new LiveControl(commands, approver, run)) {
            phases.prepare(
                    "rules, patterns and model", () -> control.begin(data.resolve("models")));
            RestPayments payments = new RestPayments(commands, "bench-decide-" + run);
            phases.prepare("warm up", () -> payments.run(WARM_RATE, pace.warmSeconds()));
            phases.run(
                    "rest",
                    () -> {
                        RestRow row = new RestRow(payments, pace, machine);
                        List<Measure> measures = row.measure();
                        p50[0] = row.p50Millis();
                        return measures;
                    });
            phases.run(
                    "rate",
                    () -> {
                        RestPayments steps = new RestPayments(commands, "bench-rate-" + run);
                        return new RateRow(steps::run, pace, machine).measure();
                    });
            interrupt(phases, machine);
        }
        return p50[0];
    }

    private void interrupt(Phases phases, String machine) throws InterruptedException {
        phases.run(
                "kill",
                () ->
                        new BlindRow(new RestPayments(commands, "bench-blind-" + run), machine)
                                .measure(
                                        "kill -9 of the task manager",
                                        KILL_AIM_SECONDS,
                                        BlindRow.killOfTaskManager(data)));
        // after it: the standby knows the classes of the class path, and an upgrade brings its own
        phases.run(
                "upgrade",
                () ->
                        new BlindRow(new RestPayments(commands, "bench-upgrade-" + run), machine)
                                .measure(
                                        "a planned upgrade",
                                        UPGRADE_AIM_SECONDS,
                                        BlindRow.upgrade(root, data)));
    }
}
