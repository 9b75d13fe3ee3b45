package dev.weir.launcher.platform;

import dev.weir.launcher.Failure;
import dev.weir.launcher.Keys;
import dev.weir.launcher.flink.FlinkJobs;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Starts the parts, each when those it needs are up, and keeps them running until told to stop.
 *
 * <p>One thread, the caller's of {@link #run}, starts, restarts and stops; small tasks of a pool
 * ask the parts for their health and look after the Flink jobs. They only ever set flags.
 */
final class Supervisor {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
    private static final Duration DISK_EVERY = Duration.ofSeconds(10);
    private static final Duration SPEAK_EVERY = Duration.ofSeconds(20);

    /** A stand-in of a job works again within 3 s, and has caught up in twice that. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(10);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    /** Generous: first start on a busy two-core machine takes a minute. */
    private static final Duration FIRST_START_MAX = Duration.ofMinutes(6);

    /** Ends in a row before a part that never was healthy is given up. */
    static final int FIRST_START_ENDS_MAX = 5;

    private static final int QUOTED_LINES = 12;

    static final long DISK_STOP_BYTES = 256L << 20;

    private final UpSettings settings;
    private final List<ManagedPart> parts;
    private final Optional<FlinkJobs> jobs;
    private final BooleanSupplier jobsJarChanged;
    private final LogFiles logs;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final PlatformState.Part self;
    private final String publicKey;
    private final Probe probes = new Probe();
    private final ScheduledExecutorService watchers =
            Executors.newScheduledThreadPool(
                    4,
                    task -> {
                        Thread thread = new Thread(task, "watch");
                        thread.setDaemon(true);
                        return thread;
                    });

    private volatile boolean stopping;
    // a fault that no restart mends, seen by a watcher
    private volatile Failure fault;
    // the task managers have to be started anew, seen by a watcher
    private volatile boolean stateOutgrewMemory;
    private long spokenAt;
    private String phase = PlatformState.STARTING;

    /**
     * @param jobsJarChanged asked at the end: whether a build has left another jar of the jobs
     */
    Supervisor(
            UpSettings settings,
            List<PartSpec> specs,
            Optional<FlinkJobs> jobs,
            BooleanSupplier jobsJarChanged,
            Keys keys,
            InstantSource clock,
            Consumer<String> say) {
        this.settings = settings;
        this.logs = new LogFiles(settings.data());
        this.parts =
                specs.stream().map(spec -> new ManagedPart(spec, logs.of(spec.name()))).toList();
        this.jobs = jobs;
        this.jobsJarChanged = jobsJarChanged;
        this.publicKey = keys.publicKeyFile().toString();
        this.clock = clock;
        this.say = say;
        ProcessHandle own = ProcessHandle.current();
        this.self =
                new PlatformState.Part(
                        "supervisor", own.pid(), PlatformState.Part.startOf(own), "", "");
    }

    /** Makes {@link #run} end soon; from any thread. */
    void stop() {
        stopping = true;
    }

    /** Runs until {@link #stop}; all parts have ended when it returns or throws. */
    void run() throws IOException, InterruptedException {
        long begun = clock.millis();
        spokenAt = begun;
        try {
            writeState();
            for (ManagedPart part : parts) {
                watchers.scheduleWithFixedDelay(
                        () -> probe(part), 0, PROBE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
            jobs.ifPresent(
                    flink ->
                            watchers.scheduleWithFixedDelay(
                                    () -> look(flink), 1000, 700, TimeUnit.MILLISECONDS));
            watchers.scheduleWithFixedDelay(
                    this::watchDisk, 0, DISK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            while (!stopping && fault == null) {
                tick(begun);
                Thread.sleep(TICK.toMillis());
            }
        } finally {
            watchers.shutdownNow();
            stopAll();
            phase = PlatformState.STOPPED;
            writeState();
        }
        if (fault != null) {
            throw fault;
        }
    }

    private void tick(long begun) throws IOException, InterruptedException {
        boolean changed = false;
        if (stateOutgrewMemory) {
            stateOutgrewMemory = false;
            for (ManagedPart part : parts) {
                if (isTaskManager(part.name())) {
                    part.ask();
                }
            }
        }
        for (ManagedPart part : parts) {
            if (part.started() && !part.alive()) {
                noteEnd(part);
                changed = true;
            }
            if (!part.started() && isDue(part) && needsAreUp(part)) {
                start(part);
                changed = true;
            }
        }
        boolean all = parts.stream().allMatch(part -> part.everHealthy);
        if (phase.equals(PlatformState.STARTING)) {
            if (all) {
                phase = PlatformState.RUNNING;
                changed = true;
                say.accept("the platform runs, after " + seconds(clock.millis() - begun) + " s");
            } else if (clock.millis() - begun > FIRST_START_MAX.toMillis()) {
                parts.stream().filter(part -> !part.everHealthy).forEach(this::quote);
                throw Failure.failed(
                        "Not complete after "
                                + FIRST_START_MAX.toMinutes()
                                + " minutes: still waiting for "
                                + missing());
            } else if (clock.millis() - spokenAt > SPEAK_EVERY.toMillis()) {
                spokenAt = clock.millis();
                say.accept("still waiting for " + missing());
            }
        }
        if (changed) {
            writeState();
        }
    }

    private String missing() {
        List<String> names =
                parts.stream().filter(part -> !part.everHealthy).map(this::awaited).toList();
        String flink =
                jobs.filter(f -> !f.healthy())
                        .map(f -> "; the Flink jobs: " + f.situation())
                        .orElse("");
        return (names.isEmpty() ? "nothing but the jobs" : String.join(", ", names))
                + flink
                + ". `weir logs PART` shows what a part says.";
    }

    /** A standby is not ill while it rehearses: what it stands by for can work already. */
    private String awaited(ManagedPart part) {
        return isStoodInFor(part)
                ? part.name()
                        + " (the standby, which is warming up; "
                        + part.spec().standIn()
                        + " is ready)"
                : part.name();
    }

    private boolean needsAreUp(ManagedPart part) {
        return parts.stream()
                .filter(other -> part.spec().needs().contains(other.name()))
                .allMatch(other -> other.up);
    }

    /** What stands in for a part that died first takes over undisturbed: a start takes a core. */
    private boolean isDue(ManagedPart part) {
        long now = clock.millis();
        return now >= part.notBefore
                && (now >= part.endedAt + TAKE_OVER.toMillis() || !isStoodInFor(part));
    }

    private boolean isStoodInFor(ManagedPart part) {
        return parts.stream()
                .filter(other -> other.name().equals(part.spec().standIn()))
                .anyMatch(other -> other.healthy && other.alive());
    }

    private void start(ManagedPart part) throws IOException {
        part.start();
        part.triedAt = clock.millis();
        say.accept(part.name() + " started, pid " + part.pid());
    }

    private void noteEnd(ManagedPart part) {
        int code = part.exitValue();
        part.forget();
        long wait = part.backoff.failed();
        part.endedAt = clock.millis();
        part.notBefore = part.endedAt + wait;
        if (!part.everHealthy && part.backoff.failures() >= FIRST_START_ENDS_MAX) {
            quote(part);
            throw Failure.failed(
                    part.name()
                            + " does not start (exit code "
                            + code
                            + "); what it printed is in "
                            + part.log());
        }
        long told = isStoodInFor(part) ? Math.max(wait, TAKE_OVER.toMillis()) : wait;
        say.accept(part.name() + " ended with code " + code + ", again in " + told + " ms");
        watchers.execute(() -> clearUpBehind(part));
    }

    private void clearUpBehind(ManagedPart part) {
        try {
            part.spec().whenEnded().run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            say.accept("nothing was cleared up behind " + part.name() + ": " + e);
        }
    }

    /** Says what the part printed last: the reason is nearly always there. */
    private void quote(ManagedPart part) {
        LogFiles.tail(part.log(), QUOTED_LINES)
                .forEach(line -> say.accept("  " + part.name() + "| " + line));
    }

    private void probe(ManagedPart part) {
        long pid = part.probedPid;
        if (pid == 0 || stopping) {
            return;
        }
        try {
            if (!part.up && probes.healthy(part.spec().upProbe(), part.startedAtMillis())) {
                part.spec().whenUp().run();
                part.up = true;
            }
            boolean healthy =
                    part.up && probes.healthy(part.spec().probe(), part.startedAtMillis());
            if (part.probedPid != pid) {
                return;
            }
            if (healthy && !part.healthy) {
                say.accept(
                        part.name()
                                + " is healthy, "
                                + seconds(clock.millis() - part.triedAt)
                                + " s after its start");
            } else if (!healthy && part.healthy) {
                say.accept(part.name() + " is not healthy");
            }
            part.healthy = healthy;
            part.everHealthy |= healthy;
            part.backoff.observed(healthy, clock.millis());
        } catch (Failure e) {
            if (part.probedPid == pid && part.alive()) {
                fault = e;
            }
        } catch (Exception e) {
            // the part accepts connections but cannot serve yet: asked again with the next probe
            part.healthy = false;
        }
    }

    private void look(FlinkJobs flink) {
        boolean ready =
                parts.stream()
                        .filter(part -> !part.name().equals("query"))
                        .filter(part -> !part.name().startsWith("command-"))
                        .filter(part -> !part.name().equals("postgres"))
                        .filter(part -> !isTaskManager(part.name()))
                        .allMatch(part -> part.up);
        // one will do; a standby would only make the jobs wait
        ready &=
                parts.stream().filter(part -> isTaskManager(part.name())).anyMatch(part -> part.up);
        if (ready && !stopping) {
            try {
                flink.step();
            } catch (RuntimeException e) {
                say.accept("Flink's jobs could not be looked after: " + e);
            }
        }
    }

    private void watchDisk() {
        try {
            logs.rotate();
            if (jobs.isPresent() && jobs.get().outgrowsMemory()) {
                say.accept(
                        "Flink's working state takes more than its part of the memory: the task"
                                + " managers start anew, with it on the disk");
                stateOutgrewMemory = true;
            }
            long free = Preflight.usableBytes(settings.data());
            if (free < DISK_STOP_BYTES) {
                fault =
                        Failure.failed(
                                "The disk of "
                                        + settings.data()
                                        + " is full: all parts were stopped, nothing acknowledged"
                                        + " is lost. Make room and run `weir up` again.");
            } else if (free < Preflight.DISK_MIN_BYTES) {
                say.accept(
                        "only "
                                + Preflight.megabytes(free)
                                + " MB are free on the disk of "
                                + settings.data());
            }
        } catch (IOException e) {
            say.accept("the disk could not be watched: " + e);
        }
    }

    /** Writers end before what they write to. */
    private void stopAll() throws IOException, InterruptedException {
        if (fault == null && jobs.isPresent() && jobsJarChanged.getAsBoolean()) {
            jobs.get().stopWithSavepoints();
        }
        List<ManagedPart> reversed = new ArrayList<>(parts);
        reversed.sort((a, b) -> Integer.compare(stopRank(a.name()), stopRank(b.name())));
        for (ManagedPart part : reversed) {
            // one by one the last broker would wait for a majority that there is no more, and the
            // last task manager would take the jobs over
            for (ManagedPart other : parts) {
                if (endTogether(part.name(), other.name())) {
                    other.ask();
                }
            }
            if (part.alive()) {
                part.stop(
                        part.name().startsWith("flink")
                                ? STOP_PATIENCE.dividedBy(3)
                                : STOP_PATIENCE);
                say.accept(part.name() + " stopped");
            }
        }
    }

    private static int stopRank(String name) {
        return switch (name) {
            case "postgres" -> 3;
            case "flink-jobmanager" -> 2;
            default -> isTaskManager(name) ? 1 : isBroker(name) ? 4 : 0;
        };
    }

    private static boolean endTogether(String one, String other) {
        return isBroker(one) && isBroker(other) || isTaskManager(one) && isTaskManager(other);
    }

    private static boolean isTaskManager(String name) {
        return name.startsWith("flink-taskmanager-");
    }

    private static boolean isBroker(String name) {
        return name.startsWith(UpSettings.KAFKA);
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + millis % 1000 / 100;
    }

    private void writeState() throws IOException {
        new PlatformState(
                        phase,
                        self,
                        settings.ports().base(),
                        settings.partitions(),
                        settings.kafkaBootstrap(),
                        settings.postgresUrl(),
                        settings.postgres().isEmpty() ? "weir" : "",
                        publicKey,
                        parts.stream().map(ManagedPart::state).toList())
                .write(settings.data());
    }
}
