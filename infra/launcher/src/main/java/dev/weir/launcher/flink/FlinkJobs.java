package dev.weir.launcher.flink;

import dev.weir.launcher.platform.Backoff;
import dev.weir.launcher.platform.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the jobs running. A standalone cluster has no memory of its own: after a job manager has
 * died its jobs are unknown, and after a job has failed for good nobody starts it again. So {@link
 * #step} is called again and again; it submits what is missing from the newest complete checkpoint
 * or savepoint, an older one when that cannot be restored, and from nothing when none can: the log
 * is the truth, a job from nothing reads all of it again.
 *
 * <p>Used by one thread at a time, {@link #healthy} by any.
 */
public final class FlinkJobs {
    /** Name to main class. */
    static final Map<String, String> JOBS =
            Map.of("views", "dev.weir.jobs.ViewsJob", "decide", "dev.weir.jobs.DecideJob");

    private static final Duration SAVEPOINT_MAX = Duration.ofSeconds(30);
    private static final Duration SAVEPOINT_POLL = Duration.ofMillis(200);
    private static final Duration CLEAN_EVERY = Duration.ofSeconds(20);

    private final FlinkCluster cluster;
    private final FlinkRest rest;
    private final Checkpoints checkpoints;
    private final Path recordFile;
    private final Path jar;
    private final String jarSha256;
    private final List<String> arguments;
    private final InstantSource clock;
    private final Supplier<String> jobIds;
    private final Consumer<String> say;

    private final Map<String, Run> runs = new HashMap<>();
    private Path uploadedFrom;
    private String uploadedJar = "";
    private long cleanedAt;
    // written by the stepping thread, read by the one that reports
    private volatile boolean healthy;
    private volatile String situation = "not started";

    private static final class Run {
        private final Backoff backoff = new Backoff();
        private String id = "";
        private long notBefore;
        private int skipNewest;
        private boolean running;
        private boolean everRan;
    }

    /**
     * @param jobIds gives 32 hex digits, new each time
     * @param say takes a line for the user
     */
    public FlinkJobs(
            FlinkCluster cluster,
            Path recordFile,
            Path jar,
            String jarSha256,
            List<String> arguments,
            InstantSource clock,
            Supplier<String> jobIds,
            Consumer<String> say) {
        this.cluster = cluster;
        this.rest = new FlinkRest(cluster.restAddress());
        this.checkpoints = new Checkpoints(cluster.checkpoints());
        this.recordFile = recordFile;
        this.jar = jar;
        this.jarSha256 = jarSha256;
        this.arguments = arguments;
        this.clock = clock;
        this.jobIds = jobIds;
        this.say = say;
        JOBS.keySet().forEach(job -> runs.put(job, new Run()));
    }

    /** {@code DATA/flink/jobs.json}. */
    public static Path recordIn(Path data) {
        return data.resolve("flink").resolve("jobs.json");
    }

    /** What every job is started with. */
    public static List<String> arguments(String kafka, int parallelism, Path models) {
        return List.of(
                "--kafka",
                kafka,
                "--parallelism",
                Integer.toString(parallelism),
                "--models",
                models.toString());
    }

    /** With what only this run of a job has. */
    static List<String> argumentsOf(List<String> common, JobRecord.Form form, String id) {
        List<String> all = new ArrayList<>(common);
        all.addAll(form.arguments());
        all.addAll(List.of("--job", id));
        return all;
    }

    /** Jobs run from what was laid out now: an upgrade of an earlier run is part of it or gone. */
    public void forgetUpgrade() throws IOException {
        JobRecord record = JobRecord.read(recordFile);
        JobRecord.Form form = record.form();
        if (record.upgradedJar().isPresent() || record.beside() != null || form.parallelism() > 0) {
            record.withUpgrade(record.jarSha256(), "")
                    .withBeside(null)
                    .withForm(new JobRecord.Form(0, form.fanOut()))
                    .write(recordFile);
        }
    }

    /** Whether what the task managers work on takes more memory than it may: told once. */
    public boolean outgrowsMemory() throws IOException {
        return cluster.workingState().outgrows();
    }

    /** Whether all tasks of all jobs ran when they were last looked at. */
    public boolean healthy() {
        return healthy;
    }

    /** Why not, in a few words. */
    public String situation() {
        return situation;
    }

    /** One look at the cluster, and what follows from it. */
    public void step() {
        try {
            Map<String, String> states = rest.jobStates();
            handOver(states);
            boolean all = true;
            for (var entry : runs.entrySet()) {
                all &= look(entry.getKey(), entry.getValue(), states);
            }
            healthy = all;
            if (all) {
                situation = "jobs run";
                clean();
            }
        } catch (IOException e) {
            healthy = false;
            uploadedJar = "";
            situation = "the job manager does not answer";
        }
    }

    /**
     * Takes note of what {@code weir upgrade} wrote: a job that runs under another id is looked
     * after from now on, and one that was to warm up beside it is ended when its watcher has died.
     */
    private void handOver(Map<String, String> states) throws IOException {
        JobRecord record = JobRecord.read(recordFile);
        JobRecord.Beside beside = record.beside();
        if (beside == null) {
            return;
        }
        Run run = runs.get(beside.job());
        boolean given = record.runs(beside.job()).newest().equals(beside.id());
        if (given && states.getOrDefault(beside.id(), "").equals("RUNNING")) {
            run.id = beside.id();
            run.everRan = true;
            run.running = true;
            record.withBeside(null).write(recordFile);
            say.accept("job " + beside.job() + " was taken over by " + shortId(beside.id()));
        } else if (!beside.watched()) {
            if (states.containsKey(beside.id())) {
                rest.cancel(beside.id());
            }
            record.withBeside(null).write(recordFile);
            say.accept(
                    "job "
                            + beside.job()
                            + " beside "
                            + shortId(beside.id())
                            + " was ended: nobody watches it any more");
        }
    }

    static String shortId(String id) {
        return id.substring(0, Math.min(8, id.length()));
    }

    private boolean look(String job, Run run, Map<String, String> states) throws IOException {
        String state = run.id.isEmpty() ? "MISSING" : states.getOrDefault(run.id, "MISSING");
        long now = clock.millis();
        switch (state) {
            case "RUNNING" -> {
                boolean runs = rest.allTasksRun(run.id);
                run.backoff.observed(runs, now);
                if (runs && !run.running) {
                    say.accept("job " + job + " runs");
                    run.everRan = true;
                }
                run.running = runs;
                situation = runs ? situation : "job " + job + " is starting";
                return runs;
            }
            case "MISSING", "FAILED", "CANCELED", "FINISHED", "SUSPENDED" -> {
                end(job, run, state, now);
                if (now >= run.notBefore && rest.slots() > 0) {
                    submit(job, run);
                }
            }
            default -> {
                if (run.running) {
                    say.accept("job " + job + " is " + state);
                }
                run.running = false;
                situation = "job " + job + " is " + state;
            }
        }
        return false;
    }

    private void end(String job, Run run, String state, long now) throws IOException {
        if (run.id.isEmpty()) {
            situation = "job " + job + " waits for slots";
            return;
        }
        String why = state.equals("MISSING") ? "" : rest.failure(run.id);
        say.accept("job " + job + " is " + state + (why.isEmpty() ? "" : ": " + why));
        // a job that could not even start may have been given what it cannot read
        run.skipNewest = state.equals("FAILED") && !run.everRan ? run.skipNewest + 1 : 0;
        run.notBefore = now + run.backoff.failed();
        run.running = false;
        run.id = "";
        situation = "job " + job + " is " + state;
    }

    private void submit(String job, Run run) throws IOException {
        JobRecord record = JobRecord.read(recordFile);
        JobRecord.Runs known = record.runs(job);
        List<Path> savepoints = known.savepoints().stream().map(Path::of).toList();
        Optional<Path> from =
                checkpoints.newestFirst(known.ids(), savepoints).stream()
                        .skip(run.skipNewest)
                        .findFirst();
        Path wanted = record.upgradedJar().orElse(jar);
        if (uploadedJar.isEmpty() || !wanted.equals(uploadedFrom)) {
            uploadedJar = rest.upload(wanted);
            uploadedFrom = wanted;
        }
        run.id = jobIds.get();
        run.everRan = false;
        String sha256 = record.upgradedJar().isPresent() ? record.jarSha256() : jarSha256;
        record.with(job, known.withId(run.id)).withJar(sha256).write(recordFile);
        String changed =
                record.jarSha256().isEmpty() || record.jarSha256().equals(sha256)
                        ? ""
                        : ", with a changed jar";
        try {
            rest.run(
                    uploadedJar,
                    run.id,
                    JOBS.get(job),
                    argumentsOf(arguments, record.form(), run.id),
                    from);
        } catch (IOException e) {
            say.accept("job " + job + " was not taken: " + e.getMessage());
            run.notBefore = clock.millis() + run.backoff.failed();
            run.id = "";
            uploadedJar = "";
            return;
        }
        say.accept(
                "job "
                        + job
                        + " submitted from "
                        + from.map(this::shortName).orElse("nothing")
                        + changed);
    }

    private String shortName(Path folder) {
        return cluster.checkpoints().getParent().relativize(folder).toString();
    }

    /** Removes checkpoints that nothing can want: of ids before one that has its own. */
    private void clean() throws IOException {
        if (clock.millis() - cleanedAt < CLEAN_EVERY.toMillis()) {
            return;
        }
        cleanedAt = clock.millis();
        JobRecord record = JobRecord.read(recordFile);
        if (record.beside() != null) {
            // which job is to stay is not settled
            return;
        }
        for (var entry : runs.entrySet()) {
            String id = entry.getValue().id;
            JobRecord.Runs known = record.runs(entry.getKey());
            boolean older = known.ids().size() > 1 || !known.savepoints().isEmpty();
            if (!older || checkpoints.newestFirst(List.of(id), List.of()).isEmpty()) {
                continue;
            }
            for (String old : known.ids()) {
                if (!old.equals(id)) {
                    Folders.delete(cluster.checkpoints().resolve(old));
                }
            }
            for (String old : known.savepoints()) {
                Folders.delete(Path.of(old));
            }
            record = record.with(entry.getKey(), new JobRecord.Runs(List.of(id), List.of()));
            record.write(recordFile);
        }
    }

    /** Stops the jobs with a savepoint each, to be started from by a changed jar. */
    public void stopWithSavepoints() {
        for (var entry : runs.entrySet()) {
            Run run = entry.getValue();
            if (!run.running) {
                continue;
            }
            try {
                Path folder = savepointOf(run.id);
                JobRecord record = JobRecord.read(recordFile);
                record.with(entry.getKey(), record.runs(entry.getKey()).withSavepoint(folder))
                        .write(recordFile);
                say.accept("job " + entry.getKey() + " stopped with " + shortName(folder));
            } catch (IOException e) {
                say.accept(
                        "job "
                                + entry.getKey()
                                + " gave no savepoint, its newest checkpoint will do: "
                                + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Path savepointOf(String id) throws IOException, InterruptedException {
        String request = rest.stopWithSavepoint(id, cluster.savepoints());
        long until = clock.millis() + SAVEPOINT_MAX.toMillis();
        while (clock.millis() < until) {
            Optional<Path> folder = rest.savepoint(id, request);
            if (folder.isPresent()) {
                return folder.get();
            }
            Thread.sleep(SAVEPOINT_POLL.toMillis());
        }
        throw new IOException("not complete after " + SAVEPOINT_MAX.toSeconds() + " s");
    }
}
