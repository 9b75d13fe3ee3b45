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

        assertThat(Probe.hasHeardSince(999, "a", heard)).isTrue();
        assertThat(Probe.hasHeardSince(1000, "a", heard)).isFalse();
        assertThat(Probe.hasHeardSince(0, "a", Json.tree("{\"taskmanagers\":[]}"))).isFalse();
    }

    @Test
    void aTaskManagerIsNotHealthyBecauseTheOtherOneWasHeard() throws Exception {
        JsonNode heard =
                Json.tree("{\"taskmanagers\":[{\"id\":\"b\",\"timeSinceLastHeartbeat\":1000}]}");

        assertThat(Probe.hasHeardSince(999, "a", heard)).isFalse();
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
