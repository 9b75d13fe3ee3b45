package dev.weir.bench;

import dev.weir.launcher.ApiClient;
import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /**
     * @param approver another person than {@code commands}
     * @param data the platform's folder
     * @param run makes names new
     */
    DecideBench(
            ApiClient commands,
            ApiClient approver,
            Path data,
            Path root,
            String run,
            boolean quick) {
        this.commands = commands;
        this.approver = approver;
        this.data = data;
        this.root = root;
        this.run = run;
        this.pace = quick ? DecidePace.QUICK : DecidePace.FULL;
    }

    List<Measure> run(String machine) throws IOException, InterruptedException {
        Machine.Load load = Machine.Load.begin();
        Phases phases = new Phases(machine);
        double restP50 = overRest(phases, machine);
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
        phases.run("the floor", () -> jobs.floor(restP50));
        phases.run("the tail of checkpoints", jobs::tail);
        phases.run("a backlog", drains::backlog);
        phases.run("a large state", drains::state);
        phases.run("windows", engines::windows);
        phases.run("the look-back", engines::lookBack);
        phases.run("Drools Fusion", engines::drools);
        phases.run("Flink CEP", engines::cep);
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
    private double overRest(Phases phases, String machine) throws InterruptedException {
        double[] p50 = new double[1];
        try (LiveControl control = new LiveControl(commands, approver, run)) {
            phases.run(
                    "rules, patterns and model",
                    () -> {
                        control.begin(data.resolve("models"));
                        return List.of();
                    });
            phases.run(
                    "payments over REST",
                    () -> {
                        RestPayments payments = new RestPayments(commands, "bench-decide-" + run);
                        payments.run(WARM_RATE, pace.warmSeconds());
                        RestRow row = new RestRow(payments, pace, machine);
                        List<Measure> measures = row.measure();
                        p50[0] = row.p50Millis();
                        return measures;
                    });
            phases.run(
                    "the highest rate",
                    () ->
                            new RateRow(
                                            new RestPayments(commands, "bench-rate-" + run)::run,
                                            pace,
                                            machine)
                                    .measure());
            interrupt(phases, machine);
        }
        return p50[0];
    }

    /** Only how long payments are decided blind, by the rules that a platform begins with. */
    List<Measure> interruptions(String machine) throws IOException, InterruptedException {
        Machine.Load load = Machine.Load.begin();
        Phases phases = new Phases(machine);
        phases.run(
                "payments over REST",
                () -> {
                    new RestPayments(commands, "bench-decide-" + run)
                            .run(WARM_RATE, pace.warmSeconds());
                    return List.of();
                });
        interrupt(phases, machine);
        phases.add(
                Measure.shown("load of the machine during the run", load.average(), "", machine));
        return phases.measures();
    }

    private void interrupt(Phases phases, String machine) throws InterruptedException {
        phases.run(
                "kill -9 of the task manager",
                () ->
                        new BlindRow(new RestPayments(commands, "bench-blind-" + run), machine)
                                .measure(
                                        "kill -9 of the task manager",
                                        KILL_AIM_SECONDS,
                                        BlindRow.killOfTaskManager(data)));
        // after it: the standby knows the classes of the class path, and an upgrade brings its own
        phases.run(
                "a planned upgrade",
                () ->
                        new BlindRow(new RestPayments(commands, "bench-upgrade-" + run), machine)
                                .measure(
                                        "a planned upgrade",
                                        UPGRADE_AIM_SECONDS,
                                        BlindRow.upgrade(root, data)));
    }
}
