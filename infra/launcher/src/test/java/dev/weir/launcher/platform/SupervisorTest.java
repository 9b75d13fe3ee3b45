package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.launcher.Failure;
import dev.weir.launcher.Keys;
import dev.weir.launcher.platform.PartSpec.Signal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, though idle ones; they count as healthy while this test listens for them. */
class SupervisorTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path data;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> hooks = new CopyOnWriteArrayList<>();
    private ServerSocket healthy;
    private volatile Duration later = Duration.ZERO;
    private Supervisor supervisor;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    @BeforeEach
    void listen() throws Exception {
        healthy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        DataFolder.open(data).close();
    }

    @AfterEach
    void close() throws Exception {
        if (supervisor != null) {
            supervisor.stop();
        }
        // it writes into the folder until it has ended
        assertThat(running.handle((done, failure) -> true)).succeedsWithin(SOON);
        healthy.close();
    }

    private PartSpec part(String name, Set<String> needs, String... command) {
        return partWithStandIn(name, "", needs, command);
    }

    private PartSpec partWithStandIn(
            String name, String standIn, Set<String> needs, String... command) {
        return partAskedAt(healthy.getLocalPort(), name, standIn, needs, command);
    }

    private PartSpec partAskedAt(
            int port, String name, String standIn, Set<String> needs, String... command) {
        String probe = "tcp://127.0.0.1:" + port;
        return new PartSpec(
                name,
                probe,
                probe,
                probe,
                Map.of(),
                needs,
                standIn,
                () -> List.of(command),
                () -> hooks.add(name),
                () -> hooks.add(name + " ended"),
                Signal.TERM);
    }

    private CompletableFuture<Void> run(PartSpec... specs) {
        UpSettings settings =
                new UpSettings(
                        data,
                        new Ports(7400),
                        1,
                        1,
                        4,
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        Set.of());
        supervisor =
                new Supervisor(
                        settings,
                        List.of(specs),
                        Optional.empty(),
                        () -> false,
                        new Keys(data),
                        () -> Instant.now().plus(later),
                        said::add);
        running =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                supervisor.run();
                            } catch (java.io.IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        return running;
    }

    private PlatformState.Part recorded(String name) {
        return PlatformState.read(data).flatMap(state -> state.part(name)).orElseThrow();
    }

    private String phase() {
        return PlatformState.read(data).map(PlatformState::phase).orElse("");
    }

    @Test
    void aKilledPartComesBackWithAnotherPidAndStopEndsAll() {
        CompletableFuture<Void> run = run(part("one", Set.of(), "sleep", "600"));
        await().atMost(SOON).until(() -> phase().equals(PlatformState.RUNNING));
        long first = recorded("one").pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await().atMost(SOON)
                .until(() -> recorded("one").pid() != first && recorded("one").pid() != 0);
        ProcessHandle second = recorded("one").process().orElseThrow();
        supervisor.stop();
        assertThat(run).succeedsWithin(SOON);
        assertThat(second.isAlive()).isFalse();
        assertThat(phase()).isEqualTo(PlatformState.STOPPED);
        assertThat(said).anyMatch(line -> line.contains("one ended with code 137"));
        assertThat(hooks).containsExactly("one", "one ended");
    }

    @Test
    void aPartThatAnotherStandsInForComesBackLaterAndAtOnceWhenThatOneDiesToo() {
        run(
                partWithStandIn("one", "two", Set.of(), "sleep", "600"),
                partWithStandIn("two", "one", Set.of(), "sleep", "600"));
        await().atMost(SOON).until(() -> phase().equals(PlatformState.RUNNING));
        long first = recorded("one").pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await().atMost(SOON)
                .until(() -> said.contains("one ended with code 137, again in 10000 ms"));
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> recorded("one").pid() == 0);
        recorded("two").process().orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> recorded("one").pid() != 0 && recorded("one").pid() != first);
    }

    @Test
    void aStandbyThatWarmsUpIsWaitedForByThatName() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        run(
                partWithStandIn("one", "two", Set.of(), "sleep", "600"),
                partAskedAt(closed, "two", "one", Set.of(), "sleep", "600"),
                partAskedAt(closed, "three", "", Set.of(), "sleep", "600"));
        await().atMost(SOON).until(() -> said.toString().contains("one is healthy"));

        later = Duration.ofMinutes(1);

        String waits =
                "still waiting for two (the standby, which is warming up; one is ready), three. `weir";
        await().atMost(SOON).until(() -> said.stream().anyMatch(line -> line.startsWith(waits)));
    }

    @Test
    void aPartWaitsForThoseItNeedsAndTheirSetUp() {
        run(
                part("second", Set.of("first"), "sleep", "600"),
                part("first", Set.of(), "sleep", "600"));

        await().atMost(SOON).until(() -> phase().equals(PlatformState.RUNNING));

        List<String> starts = said.stream().filter(line -> line.contains("started")).toList();
        assertThat(starts.get(0)).startsWith("first");
        assertThat(starts.get(1)).startsWith("second");
        assertThat(hooks).containsExactly("first", "second");
    }

    @Test
    void aPartThatNeverStartsEndsTheAttemptWithOneSentence() throws Exception {
        healthy.close();

        CompletableFuture<Void> run =
                run(
                        part("steady", Set.of(), "sleep", "600"),
                        part("broken", Set.of(), "sh", "-c", "echo no disk; exit 7"));

        assertThatThrownBy(run::join)
                .hasCauseInstanceOf(Failure.class)
                .hasMessageContaining("broken does not start (exit code 7)")
                .hasMessageContaining("broken.log");
        assertThat(said).anyMatch(line -> line.contains("no disk"));
        assertThat(recorded("steady").process()).isEmpty();
        assertThat(phase()).isEqualTo(PlatformState.STOPPED);
    }

    @Test
    void whatAKilledSupervisorLeftIsEndedByItsPid() throws Exception {
        Process left = new ProcessBuilder("sleep", "600").start();
        var part =
                new PlatformState.Part(
                        "one", left.pid(), PlatformState.Part.startOf(left.toHandle()), "", "");
        var anothers = new PlatformState.Part("two", ProcessHandle.current().pid(), 1234, "", "");
        PlatformState state =
                new PlatformState(
                        "running", anothers, 7400, 4, "k", "p", "u", "", List.of(part, anothers));

        Leftovers.end(state, said::add);

        assertThat(left.waitFor()).isEqualTo(143);
        assertThat(said).hasSize(1);
    }
}
