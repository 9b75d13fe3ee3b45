package dev.weir.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Two people who change what is in force, one of whom may not agree with herself. Each command is
 * asked for with its key until it is answered.
 */
final class ControlDesk implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final long PAUSE_MILLIS = 100;

    private final ApiClient author;
    private final ApiClient approver;

    ControlDesk(Platform platform) {
        this.author = platform.commandsAs("soak-author", "analyst", "writer");
        this.approver =
                platform.commandsAs("soak-approver", "analyst", "approver", "admin", "writer");
    }

    JsonNode author(String path, String body) throws InterruptedException {
        return post(author, path, body, UUID.randomUUID().toString());
    }

    JsonNode approver(String path, String body) throws InterruptedException {
        return post(approver, path, body, UUID.randomUUID().toString());
    }

    JsonNode admin(String path, String body, String key) throws InterruptedException {
        return post(approver, path, body, key);
    }

    /** Takes a drafted version live: followed in shadow, agreed to by the other, counted. */
    void bringLive(String path, int version) throws InterruptedException {
        String body = "{\"version\":" + version + "}";
        author(path + "/shadow", body);
        approver(path + "/approve", body);
        approver(path + "/activate", body);
    }

    private static JsonNode post(ApiClient client, String path, String body, String key)
            throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            String problem;
            try {
                HttpResponse<String> response =
                        client.post(path, body, Map.of("Idempotency-Key", key));
                if (response.statusCode() < 300) {
                    return Json.tree(response.body());
                }
                problem = "HTTP " + response.statusCode() + ": " + response.body();
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    throw new IllegalStateException(path + " " + problem);
                }
            } catch (Failure e) {
                problem = e.getMessage();
            } catch (IOException e) {
                throw new IllegalStateException("an answer that is no JSON", e);
            }
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IllegalStateException(path + " is not answered: " + problem);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    @Override
    public void close() {
        author.close();
        approver.close();
    }
}
