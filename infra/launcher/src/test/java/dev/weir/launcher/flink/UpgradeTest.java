package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.features.FeatureSet;
import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command's half and the supervisor's, against a job manager that is a page. */
class UpgradeTest {
    @TempDir private Path folder;

    private TestJobManager manager;
    private Path record;
    private Thread supervisor;
    private volatile boolean ended;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Iterator<String> newIds = List.of("new-1", "new-2").iterator();
    private String oldId;
    private long sequence;

    @BeforeEach
    void startPlatform() throws Exception {
        manager = new TestJobManager(folder);
        record = folder.resolve("jobs.json");
        Files.writeString(folder.resolve("jobs.jar"), "a jar");
        Files.writeString(folder.resolve("new.jar"), "a new jar");
        int[] ids = {0};
        FlinkJobs jobs =
                new FlinkJobs(
                        manager.cluster(),
                        record,
                        folder.resolve("jobs.jar"),
                        "one",
                        List.of("--kafka", "broker:1"),
                        InstantSource.system(),
                        () -> "old-" + ids[0]++,
                        said::add);
        jobs.step();
        oldId = manager.last("DecideJob").path("jobId").asText();
        supervisor =
                new Thread(
                        () -> {
                            while (!ended) {
                                jobs.step();
                                pause();
                            }
                        });
        supervisor.start();
    }

    @AfterEach
    void stopPlatform() throws Exception {
        ended = true;
        supervisor.join();
        manager.stop();
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Upgrade upgrade(Duration quiet, int compare, long differsFrom) {
        return upgrade("two", false, quiet, compare, differsFrom);
    }

    private Upgrade upgrade(
            String sha256, boolean again, Duration quiet, int compare, long differsFrom) {
        return upgrade(
                sha256, again, quiet, compare, differsFrom, OptionalInt.empty(), Optional.empty());
    }

    private Upgrade formed(OptionalInt parallelism, Optional<Boolean> fanOut) {
        return upgrade(
                "one", false, Duration.ofSeconds(20), 1, Long.MAX_VALUE, parallelism, fanOut);
    }

    private Upgrade upgrade(
            String sha256,
            boolean again,
            Duration quiet,
            int compare,
            long differsFrom,
            OptionalInt parallelism,
            Optional<Boolean> fanOut) {
        Upgrade.Plan plan =
                new Upgrade.Plan(
                        folder.resolve("new.jar"),
                        sha256,
                        List.of("--kafka", "broker:1"),
                        compare,
                        quiet,
                        Duration.ofSeconds(20),
                        false,
                        again,
                        parallelism,
                        fanOut);
        return new Upgrade(
                manager.cluster(),
                record,
                plan,
                since -> new Told(differsFrom),
                InstantSource.system(),
                newIds::next,
                said::add);
    }

    /** With every poll a payment that both jobs decide. */
    private final class Told implements Upgrade.Decisions {
        private final long differsFrom;

        Told(long differsFrom) {
            this.differsFrom = differsFrom;
        }

        @Override
        public List<Decided> poll(Duration atMost) {
            if (differsFrom < 0) {
                return List.of();
            }
            sequence++;
            List<Decided> both = new ArrayList<>();
            both.add(decided(oldId, vector(sequence)));
            String now = manager.last("DecideJob").path("jobId").asText();
            both.add(decided(now, vector(sequence >= differsFrom ? -1 : sequence)));
            return both;
        }

        private Decided decided(String job, FeatureVector vector) {
            return new Decided(job, "main", sequence, vector, System.currentTimeMillis());
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    static FeatureVector vector(long value) {
        ByteBuffer values = ByteBuffer.allocate(FeatureSet.payments2().size() * Long.BYTES);
        values.putLong(value);
        return FeatureVector.newBuilder()
                .setFeatureSet(FeatureSet.payments2().id())
                .setValues(ByteString.copyFrom(values.array()))
                .build();
    }

    @Test
    void theOldJobEndsOnlyWhenTheNewOneIsLookedAfter() throws Exception {
        upgrade(Duration.ofSeconds(20), 10, Long.MAX_VALUE).run();

        JobRecord after = JobRecord.read(record);
        assertThat(after.runs("decide").newest()).isEqualTo("new-1");
        assertThat(after.jarSha256()).isEqualTo("two");
        assertThat(after.beside()).isNull();
        assertThat(manager.states()).containsEntry("new-1", "RUNNING");
        assertThat(manager.states()).containsEntry(oldId, "CANCELED");
        JsonNode run = manager.last("DecideJob");
        assertThat(run.path("savepointPath").asText()).endsWith("/of-" + oldId);
        assertThat(run.path("programArgsList"))
                .extracting(JsonNode::asText)
                .containsExactly("--kafka", "broker:1", "--job", "new-1");
        // what looks after the jobs goes on saying things
        List<String> lines = List.copyOf(said);
        int taken = lines.indexOf("job decide was taken over by new-1");
        assertThat(taken).isNotNegative();
        assertThat(lines.subList(taken, lines.size()))
                .anyMatch(line -> line.startsWith("decide is new-1"));
        assertThat(lines).anyMatch(line -> line.contains("10 of 10 vectors equal in "));
    }

    @Test
    void theSameBuildStartsAnewOnlyWhenThatIsAskedFor() throws Exception {
        upgrade("one", false, Duration.ofSeconds(20), 1, Long.MAX_VALUE).run();
        assertThat(said).contains("the jobs run from this build already");
        assertThat(manager.last("DecideJob").path("jobId").asText()).isEqualTo(oldId);

        upgrade("one", true, Duration.ofSeconds(20), 1, Long.MAX_VALUE).run();
        assertThat(manager.states())
                .containsEntry("new-1", "RUNNING")
                .containsEntry(oldId, "CANCELED");
    }

    @Test
    void bothJobsTakeAnotherParallelismFromTheirSavepoints() throws Exception {
        formed(OptionalInt.of(4), Optional.empty()).run();

        assertThat(arguments("DecideJob")).containsSequence("--parallelism", "4");
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(arguments("ViewsJob"))
                                        .containsSequence("--parallelism", "4"));
        assertThat(manager.last("DecideJob").path("savepointPath").asText())
                .endsWith("/of-" + oldId);
        assertThat(manager.states())
                .containsEntry("new-1", "RUNNING")
                .containsEntry(oldId, "CANCELED");
        assertThat(JobRecord.read(record).form()).isEqualTo(new JobRecord.Form(4, false));
    }

    @Test
    void fanOutStartsFromTheLogAndIsKept() throws Exception {
        manager.refuseState();

        formed(OptionalInt.empty(), Optional.of(true)).run();

        assertThat(arguments("DecideJob"))
                .containsSequence("--fan-out", "true")
                .contains("--decide-from");
        assertThat(JobRecord.read(record).form()).isEqualTo(new JobRecord.Form(0, true));
    }

    @Test
    void moreThreadsThanHaveRoomAreRefusedAndNothingChanges() throws Exception {
        JobRecord before = JobRecord.read(record);

        assertThatThrownBy(() -> formed(OptionalInt.of(5), Optional.empty()).run())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("4 slots are free")
                .hasMessageContaining("weir up --flink-parallelism 5");

        assertThat(JobRecord.read(record)).isEqualTo(before);
        assertThat(manager.submitted()).hasSize(2);
    }

    private List<String> arguments(String entryClass) {
        List<String> arguments = new ArrayList<>();
        manager.last(entryClass)
                .path("programArgsList")
                .forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }

    @Test
    void viewsStartsAgainFromASavepointWithTheNewJar() throws Exception {
        String views = manager.last("ViewsJob").path("jobId").asText();

        upgrade(Duration.ofSeconds(20), 1, Long.MAX_VALUE).run();
        long until = System.currentTimeMillis() + 10_000;
        while (manager.last("ViewsJob").path("jobId").asText().equals(views)
                && System.currentTimeMillis() < until) {
            pause();
        }

        assertThat(manager.calls()).contains("STOP " + views);
        assertThat(manager.last("ViewsJob").path("jobId").asText()).isNotEqualTo(views);
        assertThat(manager.uploaded()).isEqualTo("a new jar");
    }

    @Test
    void stateOfAnotherFormIsMadeAgainFromTheLogWithoutDecidingItAgain() throws Exception {
        manager.refuseState();
        long before = System.currentTimeMillis() * 1_000;

        upgrade(Duration.ofSeconds(20), 1, Long.MAX_VALUE).run();

        JsonNode run = manager.last("DecideJob");
        assertThat(run.path("jobId").asText()).isEqualTo("new-2");
        assertThat(run.has("savepointPath")).isFalse();
        assertThat(run.path("programArgsList").path(4).asText()).isEqualTo("--decide-from");
        assertThat(run.path("programArgsList").path(5).asLong()).isGreaterThanOrEqualTo(before);
        assertThat(JobRecord.read(record).runs("decide").newest()).isEqualTo("new-2");
    }

    @Test
    void withoutPaymentsItTakesOverWhenItHasCaughtUp() throws Exception {
        upgrade(Duration.ofMillis(300), 100, -1).run();

        assertThat(said).anyMatch(line -> line.contains("no payment came to compare"));
        assertThat(manager.states()).containsEntry("new-1", "RUNNING");
    }

    @Test
    void aJobWhoseVectorsDifferIsEndedAndTheOldOneGoesOn() throws Exception {
        JobRecord before = JobRecord.read(record);
        String first = FeatureSet.payments2().nameAt(0);

        assertThatThrownBy(() -> upgrade(Duration.ofSeconds(20), 100, 5).run())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("differs in 1 of 5 payments, the old one goes on")
                .hasMessageContaining("payment main:5 has another " + first);

        assertThat(manager.states()).containsEntry(oldId, "RUNNING");
        assertThat(manager.states()).containsEntry("new-1", "CANCELED");
        assertThat(JobRecord.read(record)).isEqualTo(before);
    }

    @Test
    void aBuildThatRunsAlreadyChangesNothing() throws Exception {
        JobRecord.read(record).withJar("two").write(record);

        upgrade(Duration.ofSeconds(20), 1, Long.MAX_VALUE).run();

        assertThat(said).contains("the jobs run from this build already");
        assertThat(manager.submitted()).hasSize(2);
    }

    @Test
    void aSecondUpgradeIsRefusedWhileOneIsUnderWay() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        JobRecord.read(record)
                .withBeside(
                        new JobRecord.Beside(
                                "decide",
                                "other",
                                self.pid(),
                                self.info().startInstant().orElseThrow().toEpochMilli()))
                .write(record);

        assertThatThrownBy(() -> upgrade(Duration.ofSeconds(20), 1, Long.MAX_VALUE).run())
                .hasMessageContaining("under way already");
        assertThat(manager.submitted()).hasSize(2);
    }
}
