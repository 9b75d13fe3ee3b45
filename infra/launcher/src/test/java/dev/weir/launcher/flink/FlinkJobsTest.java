package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.launcher.Json;
import dev.weir.launcher.platform.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    private HttpServer server;
    private FlinkCluster cluster;
    private final Map<String, String> states = new LinkedHashMap<>();
    private final List<JsonNode> submitted = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private int nextId;

    @BeforeEach
    void startJobManager() throws IOException {
        int rest;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            rest = socket.getLocalPort();
        }
        cluster = new FlinkCluster(folder, new Ports(rest - 40), 2);
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), rest), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopJobManager() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String text = "{}";
        if (path.equals("/jobs")) {
            List<Map<String, String>> jobs =
                    states.entrySet().stream()
                            .map(e -> Map.of("id", e.getKey(), "status", e.getValue()))
                            .toList();
            text = Json.text(Map.of("jobs", jobs));
        } else if (path.equals("/overview")) {
            text = "{\"slots-total\":4}";
        } else if (path.equals("/jars/upload")) {
            text = "{\"filename\":\"/somewhere/abc_jobs.jar\"}";
        } else if (path.endsWith("/run")) {
            JsonNode run = Json.tree(new String(body, StandardCharsets.UTF_8));
            submitted.add(run);
            states.put(run.path("jobId").asText(), "RUNNING");
        } else if (path.endsWith("/stop")) {
            text = "{\"request-id\":\"r1\"}";
        } else if (path.endsWith("/savepoints/r1")) {
            Path savepoint = cluster.savepoints().resolve("of-" + path.split("/")[2]);
            Files.createDirectories(savepoint);
            Files.writeString(savepoint.resolve("_metadata"), "");
            text =
                    "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:"
                            + savepoint
                            + "\"}}";
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            states.put(path.split("/")[2], "CANCELED");
        } else if (path.matches("/jobs/[^/]+")) {
            text = "{\"vertices\":[{\"status\":\"RUNNING\"}]}";
        }
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
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
        return submitted.stream()
                .filter(run -> run.path("entryClass").asText().endsWith(entryClass))
                .reduce((first, second) -> second)
                .orElseThrow();
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
    void withoutAJobManagerNothingIsHealthy() throws Exception {
        FlinkJobs jobs = jobs("one");
        jobs.step();
        jobs.step();
        server.stop(0);

        jobs.step();

        assertThat(jobs.healthy()).isFalse();
        assertThat(jobs.situation()).contains("does not answer");
    }
}
