package dev.weir.launcher.flink;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The calls to a job manager that submitting and watching jobs takes. */
public final class FlinkRest {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final String BOUNDARY = "weir-jar-boundary";

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(3))
                    .build();
    private final String base;

    public FlinkRest(String base) {
        this.base = base;
    }

    /** Job id (32 hex digits) to its state, such as RUNNING, of every job the cluster remembers. */
    public Map<String, String> jobStates() throws IOException {
        Map<String, String> states = new HashMap<>();
        for (JsonNode job : get("/jobs").path("jobs")) {
            states.put(job.path("id").asText(), job.path("status").asText());
        }
        return states;
    }

    /** Slots of the registered task managers, taken or not. */
    public int slots() throws IOException {
        return get("/overview").path("slots-total").asInt();
    }

    /** Slots of task managers that no job has. */
    public int freeSlots() throws IOException {
        return get("/overview").path("slots-available").asInt();
    }

    /** Whether every task of the job runs: a job is RUNNING before its tasks are. */
    public boolean allTasksRun(String jobId) throws IOException {
        JsonNode vertices = get("/jobs/" + jobId).path("vertices");
        if (vertices.isEmpty()) {
            return false;
        }
        for (JsonNode vertex : vertices) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return true;
    }

    /** Ids of the task managers that tasks of a job were given to, in their order. */
    public SortedSet<String> taskManagers(String jobId) throws IOException {
        SortedSet<String> ids = new TreeSet<>();
        for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
            String path = "/jobs/" + jobId + "/vertices/" + vertex.path("id").asText();
            for (JsonNode each : get(path + "/taskmanagers").path("taskmanagers")) {
                String id = each.path("taskmanager-id").asText();
                // one that has no slot yet is in brackets
                if (!id.isEmpty() && !id.startsWith("(")) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** Parallelism of a job: of its widest task. */
    public int parallelism(String jobId) throws IOException {
        int widest = 1;
        for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
            widest = Math.max(widest, vertex.path("parallelism").asInt());
        }
        return widest;
    }

    /**
     * Records of the log that the job's source has not read yet, as last measured; -1 while it has
     * not told.
     */
    public long behind(String jobId) throws IOException {
        long sum = -1;
        for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
            if (!vertex.path("name").asText().startsWith("Source:")) {
                continue;
            }
            String metric = "Source__events.pendingRecords";
            JsonNode found =
                    get(
                            "/jobs/"
                                    + jobId
                                    + "/vertices/"
                                    + vertex.path("id").asText()
                                    + "/subtasks/metrics?agg=sum&get="
                                    + metric);
            for (JsonNode value : found) {
                sum = Math.max(0, sum) + (long) value.path("sum").asDouble();
            }
        }
        return sum;
    }

    /** Why a job failed, in one line; empty when it did not. */
    public String failure(String jobId) throws IOException {
        JsonNode history = get("/jobs/" + jobId + "/exceptions").path("exceptionHistory");
        JsonNode entry = history.path("entries").path(0);
        return entry.path("stacktrace").asText("").lines().limit(1).findFirst().orElse("");
    }

    /** Uploads a jar and returns the id to run it by. */
    public String upload(Path jar) throws IOException {
        byte[] head =
                ("--"
                                + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                                + jar.getFileName()
                                + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
        // one part of known length: Flink's server does not take a chunked body
        BodyPublisher body =
                BodyPublishers.ofByteArrays(List.of(head, Files.readAllBytes(jar), tail));
        long length = head.length + Files.size(jar) + tail.length;
        var request =
                HttpRequest.newBuilder(URI.create(base + "/jars/upload"))
                        .timeout(ANSWER)
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.fromPublisher(body, length))
                        .build();
        String name = send(request).path("filename").asText();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /**
     * Starts a job under an id that the caller chose, so that it is known before the job runs.
     *
     * @param restoreFrom a checkpoint's or savepoint's folder
     */
    public void run(
            String jarId,
            String jobId,
            String entryClass,
            List<String> arguments,
            Optional<Path> restoreFrom)
            throws IOException {
        Map<String, Object> body = new HashMap<>();
        body.put("entryClass", entryClass);
        body.put("programArgsList", arguments);
        body.put("jobId", jobId);
        restoreFrom.ifPresent(
                folder -> {
                    body.put("savepointPath", "file://" + folder);
                    body.put("claimMode", "NO_CLAIM");
                });
        post("/jars/" + jarId + "/run", body);
    }

    public void cancel(String jobId) throws IOException {
        var request =
                HttpRequest.newBuilder(URI.create(base + "/jobs/" + jobId))
                        .timeout(ANSWER)
                        .method("PATCH", BodyPublishers.noBody())
                        .build();
        send(request);
    }

    /** Asks for a stop with a savepoint; returns the id to ask for its progress by. */
    public String stopWithSavepoint(String jobId, Path folder) throws IOException {
        return post(
                        "/jobs/" + jobId + "/stop",
                        Map.of("targetDirectory", "file://" + folder, "drain", false))
                .path("request-id")
                .asText();
    }

    /** Asks for a savepoint of a job that goes on; returns the id to ask for its progress by. */
    public String triggerSavepoint(String jobId, Path folder) throws IOException {
        return post(
                        "/jobs/" + jobId + "/savepoints",
                        Map.of("target-directory", "file://" + folder, "cancel-job", false))
                .path("request-id")
                .asText();
    }

    /**
     * @return the savepoint's folder when it is complete, empty while it is not
     * @throws IOException when it failed
     */
    public Optional<Path> savepoint(String jobId, String requestId) throws IOException {
        JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + requestId);
        if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return Optional.empty();
        }
        String location = answer.path("operation").path("location").asText("");
        if (location.isEmpty()) {
            throw new IOException("the savepoint of job " + jobId + " failed");
        }
        return Optional.of(Path.of(URI.create(location).getPath()));
    }

    private JsonNode get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER).GET().build());
    }

    private JsonNode post(String path, Map<String, Object> body) throws IOException {
        return send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body)))
                        .build());
    }

    private JsonNode send(HttpRequest request) throws IOException {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IOException(
                        request.uri().getPath()
                                + " answered "
                                + answer.statusCode()
                                + ": "
                                + rootCause(answer.body()));
            }
            return Json.tree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The last "Caused by" says what is wrong; what stands above it is Flink's own plumbing. */
    private static String rootCause(String body) {
        String text = body.replace("\\n", "\n").replace("\\t", " ");
        return text.lines()
                .filter(line -> line.startsWith("Caused by:"))
                .reduce((first, second) -> second)
                .orElse(text.substring(0, Math.min(300, text.length())));
    }
}
