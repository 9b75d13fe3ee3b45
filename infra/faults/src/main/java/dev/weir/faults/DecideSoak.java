package dev.weir.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Payments at a fixed rate while rules, lists, patterns, thresholds and snoozes change and parts of
 * the platform die or are restarted with another parallelism. In the end Spark decides every
 * payment again from the log: what was served must be found again, byte for byte.
 */
final class DecideSoak {
    private static final List<String> BOOKS = List.of("soak-1", "soak-2", "soak-3", "soak-4");

    /** Of payments while a switch is watched, so that the answer shows by what it was decided. */
    private static final int WATCHED_DEADLINE_MILLIS = 5_000;

    private static final Duration SHOWN = Duration.ofMinutes(4);

    /** The platform may be just up, and its code not compiled: the first fault comes later. */
    private static final Duration WARM_MAX = Duration.ofMinutes(3);

    private static final Duration CALM = Duration.ofSeconds(3);
    private static final Duration ANSWERED = Duration.ofMinutes(5);
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final long SETTLED_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Pattern EQUAL = Pattern.compile("(\\d+) of (\\d+) equal");
    private static final String NEVER_DECIDED = "without a decision of the job=";

    private final Platform platform;
    private final Plan plan;
    private final PrintStream out;
    private final List<Double> liveSeconds = new ArrayList<>();
    private final List<Double> liveSecondsInFaults = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long stale;

    /** One change or fault; what goes wrong in it does not end the run. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** What is done to the platform. */
    enum Fault {
        /** The one that decides. */
        TASK_MANAGER("flink-taskmanager"),
        JOB_MANAGER("flink-jobmanager"),
        COMMAND_NODE("command-1"),
        /** Stopped with savepoints and started with one thread a job. */
        RESCALE_TO_ONE(""),
        RESCALE_TO_TWO("");

        private final String part;

        Fault(String part) {
            this.part = part;
        }
    }

    /**
     * A run.
     *
     * @param rate payments a second
     * @param switches of the rule that is watched, evenly over the time
     * @param faults in their order, evenly over the switches, each with a switch in its middle
     */
    record Plan(Duration length, int rate, int switches, List<Fault> faults, long seed) {
        static Plan full(Duration length, int rate, long seed) {
            return new Plan(
                    length,
                    rate,
                    27,
                    List.of(
                            Fault.TASK_MANAGER,
                            Fault.JOB_MANAGER,
                            Fault.COMMAND_NODE,
                            Fault.RESCALE_TO_ONE,
                            Fault.TASK_MANAGER,
                            Fault.RESCALE_TO_TWO,
                            Fault.COMMAND_NODE),
                    seed);
        }

        /** For a platform that is up and is used for more. */
        static Plan brief(long seed) {
            return new Plan(Duration.ofSeconds(30), 40, 4, List.of(Fault.TASK_MANAGER), seed);
        }
    }

    private DecideSoak(Platform platform, Plan plan, PrintStream out) {
        this.platform = platform;
        this.plan = plan;
        this.out = out;
    }

    /** Clean if every payment was answered and everything that was served is found again. */
    static boolean run(Platform platform, Plan plan, PrintStream out)
            throws IOException, InterruptedException {
        return new DecideSoak(platform, plan, out).run();
    }

    private boolean run() throws IOException, InterruptedException {
        say("seed %d, %d payments a second for %s", plan.seed(), plan.rate(), plan.length());
        PaymentLoad.open(platform, BOOKS);
        try (Cluster cluster = new Cluster(platform.state().kafka())) {
            say("books and their partitions: %s", cluster.books());
        }
        long unanswered;
        PaymentTally tally;
        try (PaymentLoad load =
                        new PaymentLoad(
                                platform, BOOKS, plan.rate(), new PaymentStream(plan.seed()));
                ControlDesk desk = new ControlDesk(platform)) {
            tally = load.tally();
            load.start();
            warmUp(tally);
            changeAndBreak(load, new ControlChanges(desk, BOOKS));
            unanswered = load.stop(ANSWERED);
        }
        say("payments: %s; %d without an answer", tally.line(), unanswered);
        say(
                "live after the answer to its activation, on every book: %s; while a part was down: %s; %d decisions by an older version after it",
                spread(liveSeconds), spread(liveSecondsInFaults), stale);
        faults.forEach(out::println);
        problems.forEach(problem -> say("%s", problem));
        say("load averages %s", loadAverages());
        Thread.sleep(QUIET.toMillis());
        boolean equal = replaysEqual(platform, out);
        Platform.Result verified = platform.weir("verify");
        say("verify: %s", verified.lastLine());
        if (verified.exitCode() != 0) {
            out.println(verified.output());
        }
        return unanswered == 0
                && tally.answers() > 0
                && tally.refusals() == 0
                && stale == 0
                && problems.isEmpty()
                && equal
                && verified.exitCode() == 0;
    }

    private void changeAndBreak(PaymentLoad load, ControlChanges changes)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        int next = 0;
        for (int i = 0; i < plan.switches(); i++) {
            long due = begun + plan.length().toNanos() * i / plan.switches();
            Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            int round = i;
            if (next < plan.faults().size() && isFaultDue(round, next)) {
                Fault fault = plan.faults().get(next++);
                attempt(() -> breakWith(fault, load, changes, round));
            } else {
                attempt(() -> switchRule(load, changes, round, liveSeconds));
            }
            attempt(changes::next);
            say("%4.0f s  %s", (System.nanoTime() - begun) / 1e9, load.tally().line());
        }
        long end = begun + plan.length().toNanos();
        Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
        attempt(changes::retireRule);
    }

    private void attempt(Step step) throws IOException, InterruptedException {
        try {
            step.run();
        } catch (IllegalStateException e) {
            say("%s", e.getMessage());
            problems.add(e.getMessage());
        }
    }

    private void warmUp(PaymentTally tally) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < WARM_MAX.toNanos()) {
            long from = System.nanoTime();
            long before = tally.answers();
            Thread.sleep(CALM.toMillis());
            if (tally.answers() - before >= plan.rate() * CALM.toSeconds() / 2
                    && tally.blindFrom(from, System.nanoTime()).payments() == 0) {
                break;
            }
        }
        say("warm after %.0f s: %s", (System.nanoTime() - begun) / 1e9, tally.line());
    }

    /** The first fault comes after some switches of an unbroken platform. */
    private boolean isFaultDue(int round, int fault) {
        return round >= (fault + 1) * plan.switches() / (plan.faults().size() + 1);
    }

    private void switchRule(
            PaymentLoad load, ControlChanges changes, int round, List<Double> seconds)
            throws InterruptedException {
        // every fourth one takes the newest version back
        boolean back = round % 4 == 3;
        int version = changes.nextVersion(back);
        RuleWatch watch = new RuleWatch(ControlChanges.RULE, version, BOOKS);
        load.observe(watch);
        load.deadlineMillis(WATCHED_DEADLINE_MILLIS);
        try {
            changes.takeInForce(back);
            long active = System.nanoTime();
            if (!watch.await(SHOWN)) {
                throw new IllegalStateException(
                        "version %d of rule %s is not named by the decisions of every book within %s"
                                .formatted(version, ControlChanges.RULE, SHOWN));
            }
            seconds.add(Math.max(0, watch.slowestSeconds(active)));
            // long enough for decisions that were under way to show an older version
            Thread.sleep(500);
            stale += watch.stale();
        } finally {
            load.deadlineMillis(0);
            load.forget(watch);
        }
    }

    private void breakWith(Fault fault, PaymentLoad load, ControlChanges changes, int round)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        if (fault.part.isEmpty()) {
            int parallelism = fault == Fault.RESCALE_TO_ONE ? 1 : 2;
            Platform.Result down = platform.weir("down");
            if (down.exitCode() != 0) {
                throw new IllegalStateException("weir down: " + down.output());
            }
            platform.up("--flink-parallelism", Integer.toString(parallelism));
            switchRule(load, changes, round, liveSecondsInFaults);
        } else {
            String part = fault == Fault.TASK_MANAGER ? platform.placeOf("decide") : fault.part;
            long pid = platform.pid(part);
            platform.kill(part);
            switchRule(load, changes, round, liveSecondsInFaults);
            platform.awaitReturn(part, pid);
        }
        long healthy = System.nanoTime();
        Thread.sleep(SETTLED_NANOS / 1_000_000);
        PaymentTally.Blind blind = load.tally().blindFrom(begun, healthy + SETTLED_NANOS);
        faults.add(
                String.format(
                        Locale.ROOT,
                        "%s: healthy and the switch live after %.1f s; %d payments decided blind, the last %.1f s after the fault",
                        fault,
                        (healthy - begun) / 1e9,
                        blind.payments(),
                        blind.lastAfterSeconds()));
        say("%s", faults.getLast());
    }

    /** The log alone gives every vector and decision again, and nothing was left undecided. */
    static boolean replaysEqual(Platform platform, PrintStream out)
            throws IOException, InterruptedException {
        Platform.Result replay = platform.weir("replay");
        out.print(replay.output());
        Matcher equal = EQUAL.matcher(replay.output());
        boolean compared = false;
        while (equal.find()) {
            compared = Long.parseLong(equal.group(2)) > 0;
        }
        boolean allDecided = !replay.output().contains(NEVER_DECIDED);
        if (!allDecided) {
            out.println("there are payments that the job never decided");
        }
        return replay.exitCode() == 0 && compared && allDecided;
    }

    private static String spread(List<Double> seconds) {
        double[] sorted = seconds.stream().mapToDouble(each -> each).sorted().toArray();
        return sorted.length == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "%d switches, p50 %.2f s, longest %.2f s",
                        sorted.length,
                        sorted[sorted.length / 2],
                        Arrays.stream(sorted).max().orElse(0));
    }

    static String loadAverages() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
