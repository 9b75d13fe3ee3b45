package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a job manager that is an HTTP server of a page: what is submitted when, and from what.
 */
class FlinkJobsTest {
    @TempDir private Path folder;

    private TestJobManager manager;
    private FlinkCluster cluster;
    private Map<String, String> states;
    private List<JsonNode> submitted;
    private final List<String> said = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private int nextId;

    @BeforeEach
    void startJobManager() throws IOException {
        manager = new TestJobManager(folder);
        cluster = manager.cluster();
        states = manager.states();
        submitted = manager.submitted();
    }

    @AfterEach
    void stopJobManager() {
        manager.stop();
    }

    private FlinkJobs jobs(String sha) throws IOException {
        Path jar = folder.resolve("jobs.jar");
        Files.writeString(jar, "a jar");
        return new FlinkJobs(
                cluster,
                folder.resolve("jobs.json"),
                jar,
                sha,
                List.of("--kafka", "broker:1"),
                () -> now,
                () -> "job" + nextId++,
                said::add);
    }

    private void checkpoint(String jobId) throws IOException {
        Path checkpoint = cluster.checkpoints().resolve(jobId).resolve("chk-7");
        Files.createDirectories(checkpoint);
        Files.createFile(checkpoint.resolve("_metadata"));
    }

    private JsonNode last(String entryClass) {
        return manager.last(entryClass);
    }

    @Test
    void bothJobsStartFromNothingAtFirst() throws Exception {
        FlinkJobs jobs = jobs("one");

        jobs.step();
        assertThat(jobs.healthy()).isFalse();
        jobs.step();

        assertThat(jobs.healthy()).isTrue();
        assertThat(submitted).hasSize(2).noneMatch(run -> run.has("savepointPath"));
        assertThat(last("ViewsJob").path("programArgsList").path(1).asText()).isEqualTo("broker:1");
    }

    @Test
    void aJobManagerThatForgotTheJobsGetsThemFromTheirOwnCheckpoints() throws Exception {
        jobs("one").step();
        String views = last("ViewsJob").path("jobId").asText();
        checkpoint(views);
        states.clear();

        jobs("one").step();

        assertThat(submitted).hasSize(4);
        assertThat(last("ViewsJob").path("savepointPath").asText()).endsWith(views + "/chk-7");
        assertThat(last("DecideJob").has("savepointPath")).isFalse();
    }

    @Test
    void aFailedJobWaitsItsBackOffAndOneThatNeverRanLeavesTheNewestCheckpoint() throws Exception {
        jobs("one").step();
        String views = last("ViewsJob").path("jobId").asText();
        checkpoint(views);
        states.clear();
        FlinkJobs jobs = jobs("one");
        jobs.step();
        states.put(last("ViewsJob").path("jobId").asText(), "FAILED");

        jobs.step();
        assertThat(submitted).hasSize(4);
        now = now.plusMillis(201);
        jobs.step();

        assertThat(submitted).hasSize(5);
        assertThat(last("ViewsJob").has("savepointPath")).isFalse();
    }

    @Test
    void aJobThatIsToStartFreshStartsFromNothingAlthoughItHasCheckpoints() throws Exception {
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        checkpoint(last("ViewsJob").path("jobId").asText());
        checkpoint(last("DecideJob").path("jobId").asText());

        boolean wasRunning =
                FreshStart.of(
                        "views", folder.resolve("jobs.json"), new FlinkRest(cluster.restAddress()));
        jobs.step();
        now = now.plusSeconds(60);
        jobs.step();

        assertThat(wasRunning).isTrue();
        assertThat(submitted).hasSize(3);
        assertThat(last("ViewsJob").has("savepointPath")).isFalse();
        assertThat(states.values()).containsOnlyOnce("CANCELED");
    }

    @Test
    void aChangedJarIsSaidAndRecorded() throws Exception {
        jobs("one").step();
        states.clear();

        jobs("two").step();

        assertThat(said).anyMatch(line -> line.contains("changed jar"));
        assertThat(JobRecord.read(folder.resolve("jobs.json")).jarSha256()).isEqualTo("two");
    }

    @Test
    void aChangedJarIsStartedFromTheSavepointsOfTheLastStop() throws Exception {
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        String views = last("ViewsJob").path("jobId").asText();
        jobs.stopWithSavepoints();
        states.clear();

        jobs("two").step();

        assertThat(last("ViewsJob").path("savepointPath").asText()).endsWith("/of-" + views);
    }

    @Test
    void oldCheckpointsAreRemovedOnceTheNewJobHasItsOwn() throws Exception {
        jobs("one").step();
        String old = last("ViewsJob").path("jobId").asText();
        checkpoint(old);
        states.clear();
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        assertThat(cluster.checkpoints().resolve(old)).exists();

        checkpoint(last("ViewsJob").path("jobId").asText());
        now = now.plusSeconds(60);
        jobs.step();

        assertThat(cluster.checkpoints().resolve(old)).doesNotExist();
    }

    @Test
    void everyRunOfAJobIsToldItsId() throws Exception {
        jobs("one").step();

        JsonNode run = last("DecideJob");
        assertThat(run.path("programArgsList"))
                .extracting(JsonNode::asText)
                .endsWith("--job", run.path("jobId").asText());
    }

    @Test
    void aJobThatWasHandedOverIsLookedAfterFromThenOn() throws Exception {
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        String old = last("DecideJob").path("jobId").asText();
        states.put("other", "RUNNING");
        beside("other", ProcessHandle.current().pid() + 1)
                .with("decide", JobRecord.Runs.none().withId("other"))
                .withUpgrade("two", folder.resolve("other.jar").toString())
                .write(folder.resolve("jobs.json"));
        Files.writeString(folder.resolve("other.jar"), "another jar");

        jobs.step();
        states.put(old, "CANCELED");
        jobs.step();

        assertThat(submitted).as("nobody misses the old one").hasSize(2);
        assertThat(JobRecord.read(folder.resolve("jobs.json")).beside()).isNull();
        states.put("other", "FAILED");
        jobs.step();
        now = now.plusSeconds(60);
        jobs.step();
        assertThat(submitted).as("the new one is started again").hasSize(3);
        assertThat(manager.uploaded()).endsWith("another jar");
        assertThat(JobRecord.read(folder.resolve("jobs.json")).jarSha256()).isEqualTo("two");
    }

    @Test
    void aJobBesideAnotherIsEndedWhenNobodyWatchesItAnyMore() throws Exception {
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        states.put("other", "RUNNING");
        // no process has the start that is noted
        beside("other", ProcessHandle.current().pid()).write(folder.resolve("jobs.json"));

        jobs.step();

        assertThat(states).containsEntry("other", "CANCELED");
        assertThat(JobRecord.read(folder.resolve("jobs.json")).beside()).isNull();
        assertThat(submitted).hasSize(2);
    }

    @Test
    void anUpgradeOfAnEarlierRunIsForgottenAtTheNext() throws Exception {
        FlinkJobs jobs = jobs("one");
        beside("other", 1)
                .withUpgrade("two", "somewhere.jar")
                .withForm(new JobRecord.Form(4, true))
                .write(folder.resolve("jobs.json"));

        jobs.forgetUpgrade();

        JobRecord record = JobRecord.read(folder.resolve("jobs.json"));
        assertThat(record.upgradedJar()).isEmpty();
        assertThat(record.beside()).isNull();
        // the state of decide has the form that it has
        assertThat(record.form()).isEqualTo(new JobRecord.Form(0, true));
    }

    private JobRecord beside(String id, long pid) throws IOException {
        return JobRecord.read(folder.resolve("jobs.json"))
                .withBeside(new JobRecord.Beside("decide", id, pid, 1));
    }

    @Test
    void withoutAJobManagerNothingIsHealthy() throws Exception {
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        manager.stop();

        jobs.step();

        assertThat(jobs.healthy()).isFalse();
        assertThat(jobs.situation()).contains("does not answer");
    }
}
