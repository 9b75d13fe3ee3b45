package dev.weir.launcher.platform;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code DATA/run/state.json} says: which supervisor runs on this data folder, where its parts
 * are, and which processes it started. Written by the supervisor alone, whenever something changes.
 *
 * @param phase "starting", "running" or "stopped"
 * @param supervisor the process that watches over the parts
 * @param kafka bootstrap address, own or from outside
 * @param postgresUrl jdbc url, own or from outside
 * @param publicKey path of the PEM file that tokens are checked with
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlatformState(
        String phase,
        Part supervisor,
        int basePort,
        int partitions,
        String kafka,
        String postgresUrl,
        String postgresUser,
        String publicKey,
        List<Part> parts) {

    public static final String RUNNING = "running";
    public static final String STARTING = "starting";
    public static final String STOPPED = "stopped";

    /**
     * One process.
     *
     * @param pid 0 while it is down between two starts
     * @param startedAtMillis the process's start as the system tells it: tells a pid used again
     * @param address what a client uses, for example http://127.0.0.1:7400
     * @param probe how its health is asked for, see {@link Probe}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Part(String part, long pid, long startedAtMillis, String address, String probe) {

        /** The process, when it is still the one that was recorded. */
        public Optional<ProcessHandle> process() {
            return pid <= 0
                    ? Optional.empty()
                    : ProcessHandle.of(pid)
                            .filter(ProcessHandle::isAlive)
                            .filter(handle -> startOf(handle) == startedAtMillis);
        }

        /** The system's record of when a process started, epoch milliseconds, 0 when unknown. */
        public static long startOf(ProcessHandle handle) {
            return handle.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
        }
    }

    public static Path file(Path data) {
        return data.resolve("run").resolve("state.json");
    }

    /** What is recorded, also of a platform that has ended; empty when none ever ran here. */
    public static Optional<PlatformState> read(Path data) {
        Path file = file(data);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.readValue(file.toFile(), PlatformState.class));
        } catch (IOException e) {
            throw Failure.failed(
                    "The data folder "
                            + data
                            + " is broken: run/state.json cannot be read ("
                            + e.getMessage().lines().findFirst().orElse("")
                            + "). Remove that one file and run `weir up` again.",
                    e);
        }
    }

    /**
     * The platform that runs on this data folder now.
     *
     * @throws Failure with exit code 3 when none does
     */
    public static PlatformState running(Path data) {
        return read(data)
                .filter(state -> !state.phase().equals(STOPPED))
                .filter(state -> state.supervisor().process().isPresent())
                .orElseThrow(
                        () ->
                                Failure.notReachable(
                                        "No platform runs on "
                                                + data
                                                + ": start one with `weir up --detach`."));
    }

    public void write(Path data) throws IOException {
        Json.write(file(data), this);
    }

    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.part().equals(name)).findFirst();
    }

    /** Base address of the first command node, for example http://127.0.0.1:7400 */
    public String commandAddress() {
        return addressOf("command-1");
    }

    /** Base address of the query service. */
    public String queryAddress() {
        return addressOf("query");
    }

    private String addressOf(String name) {
        return part(name)
                .map(Part::address)
                .orElseThrow(
                        () -> Failure.notReachable("The running platform has no part " + name));
    }
}
