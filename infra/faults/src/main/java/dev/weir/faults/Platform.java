package dev.weir.faults;

import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Tokens;
import dev.weir.launcher.flink.JobPlace;
import dev.weir.launcher.platform.LogFiles;
import dev.weir.launcher.platform.PartReport;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A platform of real processes, used through {@code ./weir} as a person would. */
public final class Platform implements AutoCloseable {
    /** A platform that needs longer than this is broken, also on a busy machine. */
    private static final Duration HEALTHY = Duration.ofMinutes(4);

    /** Longer than any run. */
    private static final Duration TOKEN_TTL = Duration.ofHours(12);

    private static final int PORTS = 50;
    private static final int COMPLAINT_LINES = 60;

    private final Path root;
    private final Path data;
    private final int basePort;
    private final List<String> options;

    private Platform(Path root, Path data, int basePort, List<String> options) {
        this.root = root;
        this.data = data;
        this.basePort = basePort;
        this.options = options;
    }

    /** What a command printed and how it ended. */
    public record Result(int exitCode, String output) {
        /** The last line that is not blank. */
        public String lastLine() {
            List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    /**
     * Starts one on free ports.
     *
     * @param data its folder
     * @param options of {@code weir up}, beside those
     */
    public static Platform start(Path data, String... options)
            throws IOException, InterruptedException {
        Platform platform = new Platform(checkout(), data, freePorts(), List.of(options));
        platform.up();
        return platform;
    }

    /**
     * Starts it on its folder.
     *
     * @param more options of {@code weir up}, beside those it was started with at first
     */
    public void up(String... more) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("up", "--detach", "--base-port", Integer.toString(basePort)));
        command.addAll(options);
        command.addAll(List.of(more));
        Result result = weir(command.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new IllegalStateException(
                    "weir up ended with " + result.exitCode() + ":\n" + result.output());
        }
    }

    /** Runs a command of {@code ./weir} on this platform and waits for its end. */
    public Result weir(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./weir"));
        command.addAll(List.of(arguments));
        command.add("--data");
        command.add(data.toString());
        return run(command);
    }

    /** Runs a shell script in the checkout's root. */
    public Result shell(String script) throws IOException, InterruptedException {
        return run(List.of("bash", "-euo", "pipefail", "-c", script));
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("weir-output", ".txt");
        try {
            // A file, not a pipe: a platform that stays behind would keep a pipe open.
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(root.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            // Whoever runs this has built it; a build under a running platform would change its
            // jars.
            builder.environment().put("WEIR_SKIP_BUILD", "1");
            Process process = builder.start();
            if (!process.waitFor(15, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        command + " did not end:\n" + Files.readString(output));
            }
            return new Result(
                    process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    public Path data() {
        return data;
    }

    public int basePort() {
        return basePort;
    }

    public PlatformState state() {
        return PlatformState.running(data);
    }

    public ApiClient commands() {
        return new ApiClient("http://127.0.0.1:" + basePort, tokens());
    }

    /** A client of the first command node with a subject of its own. */
    ApiClient commandsAs(String subject, String... roles) {
        String token =
                Tokens.of(data, InstantSource.system())
                        .issue(subject, List.of(roles), List.of(Tokens.EVERY_BOOK), TOKEN_TTL);
        return new ApiClient("http://127.0.0.1:" + basePort, () -> token);
    }

    /**
     * One client for each command node.
     *
     * @param answer how long it waits for an answer
     */
    public List<ApiClient> commandNodes(Duration answer) {
        Supplier<String> token = tokens();
        return state().parts().stream()
                .filter(part -> part.part().startsWith("command-"))
                .map(part -> new ApiClient(part.address(), token, answer))
                .toList();
    }

    public ApiClient queries() {
        return new ApiClient("http://127.0.0.1:" + (basePort + 10), tokens());
    }

    private Supplier<String> tokens() {
        Tokens tokens = Tokens.of(data, InstantSource.system());
        String token =
                tokens.issue(
                        "faults",
                        List.of("writer", "reader", "analyst", "admin"),
                        List.of(Tokens.EVERY_BOOK),
                        TOKEN_TTL);
        return () -> token;
    }

    /** Name of the part that a Flink job runs in now: another one after a kill. */
    public String placeOf(String job) throws IOException {
        String jobManager = state().part("flink-jobmanager").orElseThrow().address();
        return JobPlace.partOf(data, jobManager, job);
    }

    /** kill -9 of the task manager that a Flink job runs in. */
    public void killTaskManagerOf(String job) {
        try {
            kill(placeOf(job));
        } catch (IOException e) {
            throw new UncheckedIOException("the place of the job " + job + " is not known", e);
        }
    }

    /** Names of all parts. */
    public List<String> parts() {
        return state().parts().stream().map(PlatformState.Part::part).toList();
    }

    public long pid(String part) {
        return state().part(part).orElseThrow().pid();
    }

    /** Stops a part where it is, so that it does nothing until it is woken. */
    public void freeze(String part) throws IOException, InterruptedException {
        signal("STOP", pid(part));
    }

    /** Lets a frozen process go on. */
    public void wake(long pid) throws IOException, InterruptedException {
        signal("CONT", pid);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
    }

    /** kill -9 of one part. */
    public void kill(String part) {
        long pid = pid(part);
        ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException(part + " has no process " + pid))
                .destroyForcibly();
    }

    /**
     * kill -9 of the supervisor first, then of every part: nothing is left to clean up behind
     * itself.
     */
    public void killAll() {
        PlatformState state = state();
        state.supervisor().process().ifPresent(ProcessHandle::destroyForcibly);
        state.parts().forEach(part -> part.process().ifPresent(ProcessHandle::destroyForcibly));
    }

    /**
     * Waits until the part has another process than before and every part is healthy. Returns the
     * time it took.
     */
    public Duration awaitReturn(String part, long killedPid)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < HEALTHY.toNanos()) {
            if (state().part(part)
                            .map(PlatformState.Part::pid)
                            .filter(pid -> pid > 0 && pid != killedPid)
                            .isPresent()
                    && isHealthy()) {
                return Duration.ofNanos(System.nanoTime() - begun);
            }
            Thread.sleep(250);
        }
        throw new IllegalStateException(
                part
                        + " did not come back within "
                        + HEALTHY
                        + ": "
                        + weir("status").output()
                        + complaints());
    }

    /**
     * Waits until what is healthy is enough.
     *
     * @param enough asked with the names of the healthy parts
     * @throws IllegalStateException with what the sick ones printed
     */
    public void awaitHealth(Predicate<List<String>> enough)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!enough.test(healthyParts())) {
            if (System.nanoTime() - begun > HEALTHY.toNanos()) {
                throw new IllegalStateException(
                        "not healthy within "
                                + HEALTHY
                                + ": "
                                + weir("status").output()
                                + complaints());
            }
            Thread.sleep(250);
        }
    }

    /**
     * The last lines of every part that is not healthy, as the data may be gone when it is read.
     */
    private String complaints() {
        StringBuilder text = new StringBuilder();
        for (PartReport part : PartReport.ask(state())) {
            if (!part.healthy()) {
                text.append(System.lineSeparator()).append(part.part()).append(" printed:");
                LogFiles.tail(new LogFiles(data).of(part.part()), COMPLAINT_LINES)
                        .forEach(line -> text.append(System.lineSeparator()).append(line));
            }
        }
        return text.toString();
    }

    /** Asked here and not through {@code ./weir status}, which would start a JVM each second. */
    public boolean isHealthy() {
        return PartReport.ask(state()).stream().allMatch(PartReport::healthy);
    }

    /** Names of the parts that are healthy now. */
    public List<String> healthyParts() {
        return PartReport.ask(state()).stream()
                .filter(PartReport::healthy)
                .map(PartReport::part)
                .toList();
    }

    @Override
    public void close() throws IOException {
        try {
            weir("down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The folder that {@code ./weir} lies in, from the working folder upwards. */
    static Path checkout() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isExecutable(at.resolve("weir")) && Files.exists(at.resolve("mvnw"))) {
                return at;
            }
        }
        throw new IllegalStateException("run this inside a checkout of Weir");
    }

    /**
     * A base port above the system's ephemeral range's start that has its whole block of ports
     * free.
     */
    private static int freePorts() throws IOException {
        for (int base = 20_000; base < 32_000; base += PORTS) {
            if (areFree(base)) {
                return base;
            }
        }
        throw new IOException("no " + PORTS + " free ports in a row");
    }

    private static boolean areFree(int base) {
        for (int port = base; port < base + PORTS; port++) {
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
