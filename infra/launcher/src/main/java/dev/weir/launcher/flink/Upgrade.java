package dev.weir.launcher.flink;

import dev.weir.launcher.Counted;
import dev.weir.launcher.Failure;
import dev.weir.launcher.platform.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Gives the jobs of a running platform another jar without a moment in which nobody decides: the
 * new {@code decide} starts beside the old from a savepoint or, where its state has another form,
 * from the log; both decide until the new one is abreast and its vectors are equal; then it takes
 * over and the old one ends. The first decision of a payment wins, so two jobs do no harm.
 */
public final class Upgrade {
    private static final String DECIDE = "decide";
    private static final String VIEWS = "views";
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration SAVEPOINT_MAX = Duration.ofSeconds(60);
    private static final Duration HAND_OVER_MAX = Duration.ofSeconds(30);
    private static final Duration END_MAX = Duration.ofSeconds(20);
    private static final Set<String> ENDED = Set.of("CANCELED", "FAILED", "FINISHED");
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration SPEAK_EVERY = Duration.ofSeconds(10);

    /** Decisions of payments that were under way at the cut come so late at most. */
    private static final long UNDER_WAY_MILLIS = 5_000;

    /**
     * What is wanted.
     *
     * @param jar the new jar, with all of Weir that the jobs use
     * @param sha256 what the jar is named by
     * @param common what every job is started with
     * @param compare how many payments have to be compared
     * @param quiet how long payments are waited for when fewer come
     * @param limit how long the new job may need to catch up
     * @param acceptDifferences whether differing vectors are only told
     * @param again whether jobs that run from this jar already start anew all the same
     * @param parallelism of each job from now on; empty: as it is
     * @param fanOut whether decide keeps the windows of a book in many places from now on; empty:
     *     as it is
     */
    public record Plan(
            Path jar,
            String sha256,
            List<String> common,
            int compare,
            Duration quiet,
            Duration limit,
            boolean acceptDifferences,
            boolean again,
            OptionalInt parallelism,
            Optional<Boolean> fanOut) {}

    /** Decisions as they come. */
    public interface Decisions extends AutoCloseable {
        List<Decided> poll(Duration atMost);

        @Override
        void close();
    }

    private final FlinkCluster cluster;
    private final FlinkRest rest;
    private final Path recordFile;
    private final Plan plan;
    private final LongFunction<Decisions> decisionsSince;
    private final InstantSource clock;
    private final Supplier<String> jobIds;
    private final Consumer<String> say;
    private String newId = "";
    private JobRecord.Form form = JobRecord.Form.AS_STARTED;
    private Optional<Path> savepoint = Optional.empty();
    private List<String> replaced = List.of();
    private boolean fromSavepoint;

    /**
     * @param decisionsSince gives the decisions from a time on, milliseconds since 1970
     * @param jobIds gives 32 hex digits, new each time
     * @param say takes a line for the user
     */
    public Upgrade(
            FlinkCluster cluster,
            Path recordFile,
            Plan plan,
            LongFunction<Decisions> decisionsSince,
            InstantSource clock,
            Supplier<String> jobIds,
            Consumer<String> say) {
        this.cluster = cluster;
        this.rest = new FlinkRest(cluster.restAddress());
        this.recordFile = recordFile;
        this.plan = plan;
        this.decisionsSince = decisionsSince;
        this.clock = clock;
        this.jobIds = jobIds;
        this.say = say;
    }

    /**
     * Returns when the new jar has taken over; if it cannot, the old job goes on as if nothing had
     * been.
     *
     * @throws Failure saying why it cannot
     */
    public void run() throws IOException, InterruptedException {
        JobRecord before = JobRecord.read(recordFile);
        if (before.beside() != null && before.beside().watched()) {
            throw Failure.failed("An upgrade is under way already; see `weir status`.");
        }
        form =
                new JobRecord.Form(
                        plan.parallelism().orElse(before.form().parallelism()),
                        plan.fanOut().orElse(before.form().fanOut()));
        if (!plan.again()
                && before.jarSha256().equals(plan.sha256())
                && form.equals(before.form())) {
            say.accept("the jobs run from this build already");
            return;
        }
        String oldId = before.runs(DECIDE).newest();
        if (oldId.isEmpty() || !runs(oldId)) {
            throw Failure.notReachable("The job decide does not run; see `weir status`.");
        }
        requireSlots(oldId);
        say.accept("decide runs as " + FlinkJobs.shortId(oldId));
        boolean done = false;
        try {
            String jarId = rest.upload(plan.jar());
            savepoint =
                    Optional.of(
                            savepoint(oldId, rest.triggerSavepoint(oldId, cluster.savepoints())));
            // what the old job decided before lies in the savepoint and is not decided again
            long complete = clock.millis();
            long bothFrom = startBeside(jarId, complete);
            prove(bothFrom);
            takeOver();
            done = true;
        } finally {
            if (!done) {
                giveUp(before);
            }
        }
        for (String old : replaced) {
            end(old);
        }
        say.accept(
                "decide is "
                        + FlinkJobs.shortId(newId)
                        + ", "
                        + FlinkJobs.shortId(oldId)
                        + " ended");
        restartViews();
    }

    private void requireSlots(String oldId) throws IOException {
        int threads =
                plan.parallelism().isPresent()
                        ? plan.parallelism().getAsInt()
                        : rest.parallelism(oldId);
        int free = rest.freeSlots();
        if (threads > free) {
            throw Failure.failed(
                    "A job of %d threads finds no room beside those that run, %d slots are free. If"
                                    .formatted(threads, free)
                            + " both task managers are healthy (`weir status`): `weir down`, then"
                            + " `weir up --flink-parallelism %d`.".formatted(threads));
        }
    }

    /** Gives the time from which on both jobs decide everything, milliseconds since 1970. */
    private long startBeside(String jarId, long complete) throws IOException, InterruptedException {
        fromSavepoint = start(jarId, List.of(), savepoint);
        if (fromSavepoint) {
            say.accept("new decide " + FlinkJobs.shortId(newId) + " beside it, from a savepoint");
            return complete;
        }
        // of other state, or another feature set: all of the log, to decide from now on
        Instant cut = clock.instant();
        long cutMicros = cut.getEpochSecond() * 1_000_000 + cut.getNano() / 1_000;
        List<String> from = List.of("--decide-from", Long.toString(cutMicros));
        if (!start(jarId, from, Optional.empty())) {
            throw Failure.failed(
                    "The new job does not start: " + rest.failure(newId) + " See `weir logs`.");
        }
        say.accept(
                "new decide "
                        + FlinkJobs.shortId(newId)
                        + " beside it, from the log; it decides payments from "
                        + cut
                        + " on");
        return cut.toEpochMilli() + UNDER_WAY_MILLIS;
    }

    private boolean start(String jarId, List<String> more, Optional<Path> from)
            throws IOException, InterruptedException {
        newId = jobIds.get();
        ProcessHandle self = ProcessHandle.current();
        JobRecord.read(recordFile)
                .withBeside(
                        new JobRecord.Beside(
                                DECIDE,
                                newId,
                                self.pid(),
                                self.info().startInstant().map(Instant::toEpochMilli).orElse(0L)))
                .write(recordFile);
        List<String> arguments = new ArrayList<>(FlinkJobs.argumentsOf(plan.common(), form, newId));
        arguments.addAll(more);
        try {
            rest.run(jarId, newId, FlinkJobs.JOBS.get(DECIDE), arguments, from);
        } catch (IOException e) {
            say.accept("the new job was not taken: " + e.getMessage());
            return false;
        }
        long until = clock.millis() + START_MAX.toMillis();
        while (clock.millis() < until) {
            String state = rest.jobStates().getOrDefault(newId, "MISSING");
            if (state.equals("FAILED") || state.equals("CANCELED")) {
                return false;
            }
            if (state.equals("RUNNING") && rest.allTasksRun(newId)) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        end(newId);
        return false;
    }

    private void prove(long bothFrom) throws IOException {
        VectorProof proof = new VectorProof(newId, bothFrom);
        long begun = clock.millis();
        long spoken = begun;
        long abreastSince = -1;
        try (Decisions decisions = decisionsSince.apply(bothFrom)) {
            while (true) {
                decisions.poll(POLL).forEach(proof::take);
                long now = clock.millis();
                requireEqual(proof);
                if (!runs(newId)) {
                    throw Failure.failed("The new job broke down: " + rest.failure(newId));
                }
                long behind = rest.behind(newId);
                // a source that had nothing to read since the savepoint does not tell
                boolean read = behind == 0 || behind < 0 && fromSavepoint;
                boolean abreast = read && proof.abreast(now);
                abreastSince = abreast ? abreastSince < 0 ? now : abreastSince : -1;
                boolean enough =
                        proof.compared() >= plan.compare()
                                || now - abreastSince >= plan.quiet().toMillis();
                if (abreast && enough) {
                    say.accept(summary(proof));
                    return;
                }
                if (now - begun > plan.limit().toMillis()) {
                    throw Failure.failed(
                            "After "
                                    + plan.limit().toSeconds()
                                    + " s the new job is "
                                    + Counted.of(behind, "record")
                                    + " behind, with "
                                    + Counted.of(proof.compared(), "payment")
                                    + " compared: the old one goes on. --limit gives more time.");
                }
                if (now - spoken > SPEAK_EVERY.toMillis()) {
                    spoken = now;
                    say.accept(
                            (behind < 0 ? "" : Counted.of(behind, "record") + " behind, ")
                                    + Counted.of(proof.compared(), "payment")
                                    + " compared");
                }
            }
        }
    }

    private void requireEqual(VectorProof proof) {
        if (proof.different() > 0 && !plan.acceptDifferences()) {
            throw Failure.failed(
                    "The new job differs in "
                            + proof.different()
                            + " of "
                            + Counted.of(proof.compared(), "payment")
                            + ", the old one goes on: "
                            + String.join("; ", proof.differences())
                            + ". If that is meant, give --accept-differences.");
        }
    }

    private static String summary(VectorProof proof) {
        long equal = proof.compared() - Math.min(proof.compared(), proof.different());
        String told =
                proof.compared() == 0
                        ? "it has caught up; no payment came to compare"
                        : "it has caught up; %d of %s equal in %s"
                                .formatted(
                                        equal,
                                        Counted.of(proof.compared(), "vector"),
                                        Counted.of(proof.features(), "feature"));
        return proof.differences().isEmpty()
                ? told
                : told + ": " + String.join("; ", proof.differences());
    }

    /** The supervisor looks after the new job from now on; it says so by forgetting the note. */
    private void takeOver() throws IOException, InterruptedException {
        JobRecord record = JobRecord.read(recordFile);
        replaced = record.runs(DECIDE).ids();
        List<String> savepoints = savepoint.map(Path::toString).stream().toList();
        record.with(DECIDE, new JobRecord.Runs(List.of(newId), savepoints))
                .withUpgrade(plan.sha256(), plan.jar().toString())
                .withForm(form)
                .write(recordFile);
        long until = clock.millis() + HAND_OVER_MAX.toMillis();
        while (JobRecord.read(recordFile).beside() != null) {
            if (clock.millis() > until) {
                throw Failure.failed(
                        "The platform's supervisor does not take the new job over: `weir down` and"
                                + " `weir up` do.");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void giveUp(JobRecord before) throws InterruptedException {
        try {
            JobRecord record = JobRecord.read(recordFile);
            if (record.runs(DECIDE).newest().equals(newId)) {
                record = record.with(DECIDE, before.runs(DECIDE));
            }
            record.withUpgrade(before.jarSha256(), before.jar())
                    .withBeside(null)
                    .withForm(before.form())
                    .write(recordFile);
            if (!newId.isEmpty()) {
                end(newId);
            }
            if (savepoint.isPresent()) {
                Folders.delete(savepoint.get());
            }
        } catch (IOException e) {
            say.accept("what the upgrade left could not be cleared away: " + e.getMessage());
        }
    }

    /** Cancels a job, and removes its checkpoints when it writes no more. */
    private void end(String id) throws IOException, InterruptedException {
        long until = clock.millis() + END_MAX.toMillis();
        if (ENDED.contains(rest.jobStates().getOrDefault(id, "CANCELED"))) {
            until = 0;
        } else {
            rest.cancel(id);
        }
        while (clock.millis() < until
                && !ENDED.contains(rest.jobStates().getOrDefault(id, "CANCELED"))) {
            Thread.sleep(POLL.toMillis());
        }
        Folders.delete(cluster.checkpoints().resolve(id));
    }

    /**
     * Views may stand still for moments: the job stops with a savepoint, the supervisor goes on.
     */
    private void restartViews() throws IOException, InterruptedException {
        String id = JobRecord.read(recordFile).runs(VIEWS).newest();
        if (id.isEmpty() || !runs(id)) {
            return;
        }
        Path folder = savepoint(id, rest.stopWithSavepoint(id, cluster.savepoints()));
        JobRecord record = JobRecord.read(recordFile);
        record.with(VIEWS, record.runs(VIEWS).withSavepoint(folder)).write(recordFile);
        say.accept("views starts again from a savepoint");
    }

    private boolean runs(String id) throws IOException {
        Map<String, String> states = rest.jobStates();
        return states.getOrDefault(id, "").equals("RUNNING") && rest.allTasksRun(id);
    }

    private Path savepoint(String id, String request) throws IOException, InterruptedException {
        long until = clock.millis() + SAVEPOINT_MAX.toMillis();
        while (clock.millis() < until) {
            Optional<Path> folder = rest.savepoint(id, request);
            if (folder.isPresent()) {
                return folder.get();
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new IOException("no savepoint after " + SAVEPOINT_MAX.toSeconds() + " s");
    }
}
