package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.platform.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkClusterTest {
    @TempDir private Path folder;

    @AfterEach
    void leavesNothingInMemory() throws IOException {
        cluster().workingState().end();
    }

    private FlinkCluster cluster() {
        return new FlinkCluster(folder, new Ports(7400), 3);
    }

    @Test
    void taskManagersShareNoIdPortOrFolder() {
        Set<String> ofOne = own(cluster().taskManagerArguments(1, folder.resolve("state-1")));
        Set<String> ofTwo = own(cluster().taskManagerArguments(2, folder.resolve("state-2")));

        assertThat(ofOne).hasSize(5).contains("taskmanager.resource-id=taskmanager-1");
        assertThat(ofTwo).hasSize(5).doesNotContainAnyElementsOf(ofOne);
    }

    private static Set<String> own(List<String> arguments) {
        Set<String> own = new HashSet<>(arguments);
        own.removeIf(
                argument ->
                        !argument.matches(
                                "(taskmanager\\.(resource-id|rpc\\.port|data\\.port)|io\\.tmp\\.dirs|state\\..*dir)=.*"));
        return own;
    }

    @Test
    void oneThatStandsByHasTheSameSettingsBehindWhatItRehearsesWith() {
        List<String> works = cluster().taskManagerArguments(2, folder.resolve("state-2"));
        List<String> standsBy =
                cluster().standbyArguments(2, folder.resolve("state-2"), "broker:1");

        assertThat(standsBy.subList(0, 3))
                .containsExactly(
                        "dev.weir.jobs.StandbyTaskManager",
                        "broker:1",
                        folder.resolve("tmp-taskmanager-2").resolve("rehearsal").toString());
        assertThat(standsBy.subList(3, standsBy.size())).isEqualTo(works.subList(1, works.size()));
    }

    @Test
    void eachHasSlotsForBothJobs() {
        assertThat(cluster().configuration()).contains("taskmanager.numberOfTaskSlots: 6\n");
    }

    @Test
    void whatOneLeftOfAnEarlierStartIsGoneAndTheOthersStays() throws Exception {
        cluster().prepareTaskManager(1);
        cluster().prepareTaskManager(2);
        Path one = Files.createFile(folder.resolve("tmp-taskmanager-1").resolve("left"));
        Path two = Files.createFile(folder.resolve("tmp-taskmanager-2").resolve("left"));

        cluster().prepareTaskManager(1);

        assertThat(one).doesNotExist();
        assertThat(two).exists();
        assertThat(one.getParent()).isDirectory();
    }
}
