package dev.weir.launcher.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks a part whether it is healthy. The question is a text, so that the state file can carry it:
 *
 * <ul>
 *   <li>{@code tcp://host:port}: it accepts a connection
 *   <li>{@code http://host:port/path}: it answers 200
 *   <li>{@code taskmanager:http://host:port#ID}: the job manager there has heard from this very
 *       process of the task manager; it may take a dead one for alive for some seconds
 *   <li>{@code jobs:http://host:port}: all tasks of both jobs run on the Flink cluster there
 * </ul>
 */
public final class Probe {
    private static final Duration WAIT = Duration.ofSeconds(3);
    private static final String TASK_MANAGER = "taskmanager:";
    static final String RUNNING_JOBS = "jobs:";
    private static final int JOBS = 2;

    /** Asks for the task manager that Flink calls by an id. */
    static String taskManager(String jobManager, String id) {
        return TASK_MANAGER + jobManager + "#" + id;
    }

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(WAIT)
                    .build();

    /**
     * Whether the part is healthy now; a fault of any kind is a no.
     *
     * @param startedAtMillis start of the part's process, milliseconds since 1970
     */
    public boolean healthy(String question, long startedAtMillis) {
        try {
            if (question.startsWith("tcp://")) {
                return connects(URI.create(question));
            }
            if (question.startsWith(TASK_MANAGER)) {
                URI manager = URI.create(question.substring(TASK_MANAGER.length()));
                return hasHeardSince(
                        startedAtMillis,
                        manager.getFragment(),
                        Json.tree(body(manager.resolve("/taskmanagers").toString())));
            }
            if (question.startsWith(RUNNING_JOBS)) {
                String base = question.substring(RUNNING_JOBS.length());
                return runningJobs(Json.tree(body(base + "/jobs/overview"))) >= JOBS;
            }
            body(question);
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The field is named like a duration, but is the moment of the last heartbeat. */
    static boolean hasHeardSince(long millis, String id, JsonNode overview) {
        for (JsonNode taskManager : overview.path("taskmanagers")) {
            if (taskManager.path("id").asText().equals(id)
                    && taskManager.path("timeSinceLastHeartbeat").asLong() > millis) {
                return true;
            }
        }
        return false;
    }

    /** A job is called RUNNING before its tasks run, so the tasks are counted. */
    static int runningJobs(JsonNode overview) {
        int running = 0;
        for (JsonNode job : overview.path("jobs")) {
            JsonNode tasks = job.path("tasks");
            boolean all = tasks.path("total").asInt() == tasks.path("running").asInt();
            if (job.path("state").asText().equals("RUNNING") && all) {
                running++;
            }
        }
        return running;
    }

    private String body(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(WAIT).GET().build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    private static boolean connects(URI address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.getHost(), address.getPort()),
                    (int) WAIT.toMillis());
            return true;
        }
    }
}
