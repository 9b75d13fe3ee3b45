package dev.weir.launcher.flink;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A job manager that is an HTTP server of a page: it remembers what it was told. */
final class TestJobManager {
    private static final int REST_PORT = 40;

    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final List<JsonNode> submitted = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final FlinkCluster cluster;
    private final HttpServer server;
    private volatile String uploaded = "";
    private volatile boolean refusesState;

    TestJobManager(Path folder) throws IOException {
        int rest;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            rest = socket.getLocalPort();
        }
        cluster = new FlinkCluster(folder, new Ports(rest - REST_PORT), 2);
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), rest), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    void stop() {
        server.stop(0);
    }

    FlinkCluster cluster() {
        return cluster;
    }

    /** Job id to state. */
    Map<String, String> states() {
        return states;
    }

    List<JsonNode> submitted() {
        return submitted;
    }

    /** Cancellations and stops, in order: CANCEL ID, STOP ID. */
    List<String> calls() {
        return calls;
    }

    /** The last upload, as text. */
    String uploaded() {
        return uploaded;
    }

    /** From now on a job of another job's state fails. */
    void refuseState() {
        refusesState = true;
    }

    JsonNode last(String entryClass) {
        return submitted.stream()
                .filter(run -> run.path("entryClass").asText().endsWith(entryClass))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] answer = answer(exchange, path, body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private String answer(HttpExchange exchange, String path, String body) throws IOException {
        if (path.equals("/jobs")) {
            return Json.text(
                    Map.of(
                            "jobs",
                            states.entrySet().stream()
                                    .map(e -> Map.of("id", e.getKey(), "status", e.getValue()))
                                    .toList()));
        }
        if (path.equals("/overview")) {
            return "{\"slots-total\":4,\"slots-available\":4}";
        }
        if (path.equals("/jars/upload")) {
            uploaded = body.lines().skip(4).findFirst().orElse("");
            return "{\"filename\":\"/somewhere/abc_jobs.jar\"}";
        }
        String job = path.split("/").length > 2 ? path.split("/")[2] : "";
        if (path.endsWith("/run")) {
            JsonNode run = Json.tree(body);
            submitted.add(run);
            boolean fails = refusesState && run.has("savepointPath");
            states.put(run.path("jobId").asText(), fails ? "FAILED" : "RUNNING");
        } else if (path.endsWith("/stop")) {
            calls.add("STOP " + job);
            states.put(job, "FINISHED");
            return "{\"request-id\":\"r1\"}";
        } else if (path.endsWith("/savepoints")) {
            return "{\"request-id\":\"r1\"}";
        } else if (path.endsWith("/savepoints/r1")) {
            Path savepoint = cluster.savepoints().resolve("of-" + job);
            Files.createDirectories(savepoint);
            Files.writeString(savepoint.resolve("_metadata"), "");
            return "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:"
                    + savepoint
                    + "\"}}";
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            calls.add("CANCEL " + job);
            states.put(job, "CANCELED");
        } else if (path.endsWith("/taskmanagers")) {
            return "{\"taskmanagers\":[{\"taskmanager-id\":\"taskmanager-2\"},{\"taskmanager-id\":\"(unassigned)\"}]}";
        } else if (path.endsWith("/metrics")) {
            return "[{\"id\":\"Source__events.pendingRecords\",\"sum\":0.0}]";
        } else if (path.matches("/jobs/[^/]+")) {
            return "{\"vertices\":[{\"id\":\"v\",\"name\":\"Source: events\",\"parallelism\":2,\"status\":\"RUNNING\"}]}";
        }
        return "{}";
    }
}
