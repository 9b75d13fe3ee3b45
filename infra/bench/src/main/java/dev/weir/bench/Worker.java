package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of one of the {@code bench} modules: takes a request a line, answers each with a line
 * of JSON, and ends with its input.
 */
final class Worker implements AutoCloseable {
    private static final long END_SECONDS_MAX = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    /**
     * @param log where its own messages go
     */
    Worker(String name, List<String> command, Path log) throws IOException {
        this.name = name;
        this.log = log;
        this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        answer("its start");
    }

    /** Blocks until it is answered; throws IllegalStateException with the worker's own words. */
    JsonNode ask(String request) throws IOException {
        requests.write(request);
        requests.newLine();
        requests.flush();
        return answer(request);
    }

    private JsonNode answer(String request) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException(
                    "the benchmark's process " + name + " ended at: " + request + "; see " + log);
        }
        JsonNode answer = Json.tree(line);
        if (answer.has("error")) {
            throw new IllegalStateException(
                    request + ": " + answer.path("error").asText() + "; see " + log);
        }
        return answer;
    }

    /** Ends it as kill -9 does, and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            requests.close();
        }
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
