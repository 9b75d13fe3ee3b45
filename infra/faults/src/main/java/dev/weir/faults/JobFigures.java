package dev.weir.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.time.Duration;

/** What the job manager says of the decide job. */
final class JobFigures implements AutoCloseable {
    private static final long PAUSE_MILLIS = 500;

    private final ApiClient manager;

    JobFigures(Platform platform) {
        String address =
                platform.state()
                        .part("flink-jobmanager")
                        .map(PlatformState.Part::address)
                        .orElseThrow();
        this.manager = new ApiClient(address, () -> "none");
    }

    private JsonNode get(String path) throws IOException {
        return Json.tree(manager.get(path).body());
    }

    private String id() throws IOException {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            if (job.path("name").asText().equals("decide")
                    && job.path("state").asText().equals("RUNNING")) {
                return job.path("jid").asText();
            }
        }
        throw new IllegalStateException("the decide job does not run");
    }

    /** How often it was started anew after a failure. */
    long restarts() throws IOException {
        return get("/jobs/" + id() + "/metrics?get=numRestarts").path(0).path("value").asLong();
    }

    /** Its state in the newest complete checkpoint, bytes. */
    long stateBytes() throws IOException {
        return newest().path("state_size").asLong();
    }

    /** The same in a checkpoint that begins from now on. */
    long stateBytesAfterNextCheckpoint(Duration patience) throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        long until = System.nanoTime() + patience.toNanos();
        while (newest().path("trigger_timestamp").asLong() < now) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no checkpoint of decide within " + patience);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return stateBytes();
    }

    private JsonNode newest() throws IOException {
        return get("/jobs/" + id() + "/checkpoints").path("latest").path("completed");
    }

    @Override
    public void close() {
        manager.close();
    }
}
