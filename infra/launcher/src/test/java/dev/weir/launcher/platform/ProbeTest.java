package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import org.junit.jupiter.api.Test;

class ProbeTest {
    @Test
    void aTaskManagerThatWasHeardOnlyBeforeTheProcessBeganIsItsDeadPredecessor() throws Exception {
        JsonNode heard =
                Json.tree("{\"taskmanagers\":[{\"id\":\"a\",\"timeSinceLastHeartbeat\":1000}]}");

        assertThat(Probe.hasHeardSince(999, heard)).isTrue();
        assertThat(Probe.hasHeardSince(1000, heard)).isFalse();
        assertThat(Probe.hasHeardSince(0, Json.tree("{\"taskmanagers\":[]}"))).isFalse();
    }

    @Test
    void aJobCountsAsRunningOnceAllItsTasksRun() throws Exception {
        JsonNode jobs =
                Json.tree(
                        "{\"jobs\":["
                                + "{\"state\":\"RUNNING\",\"tasks\":{\"total\":3,\"running\":3}},"
                                + "{\"state\":\"RUNNING\",\"tasks\":{\"total\":3,\"running\":2}},"
                                + "{\"state\":\"RESTARTING\",\"tasks\":{\"total\":0,\"running\":0}}]}");

        assertThat(Probe.runningJobs(jobs)).isEqualTo(1);
    }
}
