package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.launcher.Failure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    private static UpSettings settings(Optional<String> kafka, Optional<String> postgres) {
        return settings(Path.of("data"), 1, kafka, postgres);
    }

    private static UpSettings settings(
            Path data, int brokers, Optional<String> kafka, Optional<String> postgres) {
        return new UpSettings(data, new Ports(7400), brokers, 2, 4, 2, kafka, postgres, Set.of());
    }

    @Test
    void aTakenPortIsNamedWithItsPartAndTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<Integer, String> needed = Map.of(taken.getLocalPort(), "kafka");

            assertThatThrownBy(() -> Preflight.ports(needed))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("kafka")
                    .hasMessageContaining("--base-port")
                    .message()
                    .hasLineCount(1);
        }
    }

    @Test
    void aFreePortPasses() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThatCode(() -> Preflight.ports(Map.of(free, "kafka"))).doesNotThrowAnyException();
    }

    @Test
    void noTwoPartsWantTheSamePort() {
        UpSettings settings = settings(Optional.empty(), Optional.empty());

        assertThat(settings.ports().needed(settings))
                .containsEntry(7400, "command-1")
                .containsEntry(7401, "command-2")
                .containsEntry(7410, "query")
                .containsEntry(7420, "kafka")
                .containsEntry(7430, "postgres")
                .containsEntry(7440, "flink-jobmanager")
                .hasSize(13);
    }

    @Test
    void threeBrokersHaveNamesAndPortsOfTheirOwn() {
        UpSettings settings = settings(Path.of("data"), 3, Optional.empty(), Optional.empty());

        assertThat(settings.ports().needed(settings))
                .containsEntry(7420, "kafka-1")
                .containsEntry(7422, "kafka-2")
                .containsEntry(7424, "kafka-3")
                .hasSize(17);
        assertThat(settings.kafkaBootstrap())
                .isEqualTo("127.0.0.1:7420,127.0.0.1:7422,127.0.0.1:7424");
    }

    @Test
    void theNumberOfBrokersOfADataFolderStays(@TempDir Path data) throws Exception {
        UpSettings one = settings(data, 1, Optional.empty(), Optional.empty());
        UpSettings three = settings(data, 3, Optional.empty(), Optional.empty());
        one.requireBrokersAsBefore();
        three.requireBrokersAsBefore();

        Path folder = Files.createDirectory(data.resolve("kafka"));
        one.requireBrokersAsBefore();
        assertThatThrownBy(three::requireBrokersAsBefore)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("leave out --brokers");

        Files.move(folder, data.resolve("kafka-1"));
        three.requireBrokersAsBefore();
        assertThatThrownBy(one::requireBrokersAsBefore)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("give --brokers 3");
    }

    @Test
    void partsFromOutsideNeedNoPorts() {
        UpSettings settings =
                settings(Optional.of("far:9092"), Optional.of("jdbc:postgresql://far/x"));

        assertThat(settings.ports().needed(settings).values()).doesNotContain("kafka", "postgres");
        assertThat(settings.kafkaBootstrap()).isEqualTo("far:9092");
        assertThat(settings.postgresUrl()).isEqualTo("jdbc:postgresql://far/x");
    }

    @Test
    void littleMemoryIsRefusedAndUnknownMemoryIsNot() {
        assertThatThrownBy(() -> Preflight.memory(Preflight.MEMORY_MIN_BYTES - 1))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("memory");
        assertThatCode(() -> Preflight.memory(Preflight.MEMORY_MIN_BYTES))
                .doesNotThrowAnyException();
        assertThatCode(() -> Preflight.memory(-1)).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsRefused() {
        assertThatThrownBy(() -> Preflight.disk(Path.of("data"), Preflight.DISK_MIN_BYTES - 1))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("disk");
    }
}
