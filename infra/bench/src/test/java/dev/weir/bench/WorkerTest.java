package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    @TempDir private Path folder;

    @Test
    void answersARequestWithFigures() throws IOException {
        try (Worker worker = shell("echo '{\"ready\":1}'; read line; echo '{\"x\":2.5}'")) {
            assertThat(worker.ask("anything").path("x").asDouble()).isEqualTo(2.5);
        }
    }

    @Test
    void failsWithTheReasonThatIsAnswered() throws IOException {
        try (Worker worker =
                shell("echo '{\"ready\":1}'; read line; echo '{\"error\":\"no such node\"}'")) {
            assertThatThrownBy(() -> worker.ask("load"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no such node");
        }
    }

    @Test
    void saysWhereToLookWhenTheProcessEnds() {
        assertThatThrownBy(() -> shell("exit 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shell.log");
    }

    private Worker shell(String script) throws IOException {
        return new Worker("shell", List.of("sh", "-c", script), folder.resolve("shell.log"));
    }
}
