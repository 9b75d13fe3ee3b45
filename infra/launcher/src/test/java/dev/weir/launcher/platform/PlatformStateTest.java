package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformStateTest {
    @TempDir private Path data;

    private static PlatformState.Part thisProcess() {
        ProcessHandle own = ProcessHandle.current();
        return new PlatformState.Part(
                "supervisor", own.pid(), PlatformState.Part.startOf(own), "", "");
    }

    private static PlatformState state(String phase, PlatformState.Part supervisor) {
        var part =
                new PlatformState.Part(
                        "command-1", 0, 0, "http://127.0.0.1:7400", "http://127.0.0.1:7400/q");
        return new PlatformState(
                phase,
                supervisor,
                7400,
                4,
                "127.0.0.1:7420",
                "jdbc:x",
                "weir",
                "/key",
                List.of(part));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        PlatformState state = state(PlatformState.RUNNING, thisProcess());

        state.write(data);

        assertThat(PlatformState.read(data)).contains(state);
        assertThat(PlatformState.running(data).commandAddress()).isEqualTo("http://127.0.0.1:7400");
    }

    @Test
    void aPlatformThatEndedIsNotRunning() throws Exception {
        state(PlatformState.STOPPED, thisProcess()).write(data);

        assertNotRunning();
    }

    @Test
    void aPidThatBelongsToAnotherProcessNowIsNotTheSupervisor() throws Exception {
        PlatformState.Part own = thisProcess();
        var earlier =
                new PlatformState.Part(
                        own.part(), own.pid(), own.startedAtMillis() - 60_000, "", "");
        state(PlatformState.RUNNING, earlier).write(data);

        assertNotRunning();
    }

    @Test
    void aBrokenStateFileIsSaidInOneSentence() throws Exception {
        Files.createDirectories(data.resolve("run"));
        Files.writeString(PlatformState.file(data), "{\"phase\": ");

        assertThatThrownBy(() -> PlatformState.read(data))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("run/state.json");
    }

    private void assertNotRunning() {
        assertThatThrownBy(() -> PlatformState.running(data))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE));
    }
}
