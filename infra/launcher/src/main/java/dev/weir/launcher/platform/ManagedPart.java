package dev.weir.launcher.platform;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A part and its present process. Everything but {@link #healthy} and {@link #up} belongs to the
 * supervisor's own thread; those two are written by the thread that probes.
 */
final class ManagedPart {
    private final PartSpec spec;
    private final Path log;
    final Backoff backoff = new Backoff();

    private Process process;
    private volatile long startedAtMillis;
    long notBefore;
    long endedAt;
    long triedAt;

    volatile boolean healthy;
    volatile boolean up;
    volatile boolean everHealthy;
    // the process a probe's answer is about; a late answer about a dead one is thrown away
    volatile long probedPid;

    ManagedPart(PartSpec spec, Path log) {
        this.spec = spec;
        this.log = log;
    }

    PartSpec spec() {
        return spec;
    }

    String name() {
        return spec.name();
    }

    Path log() {
        return log;
    }

    boolean started() {
        return process != null;
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    int exitValue() {
        return process.exitValue();
    }

    long pid() {
        return process == null ? 0 : process.pid();
    }

    long startedAtMillis() {
        return startedAtMillis;
    }

    void start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(spec.command().prepare())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()))
                        .redirectInput(Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(spec.environment());
        process = builder.start();
        startedAtMillis = PlatformState.Part.startOf(process.toHandle());
        probedPid = process.pid();
    }

    /** The process has ended and was taken note of. */
    void forget() {
        process = null;
        healthy = false;
        probedPid = 0;
    }

    /** Asks the process to end; can be asked again. */
    void ask() throws IOException, InterruptedException {
        if (!alive()) {
            return;
        }
        switch (spec.stop()) {
            case TERM -> process.destroy();
            case INT ->
                    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid())
                            .start()
                            .waitFor();
        }
    }

    /** Asks the process to end, then makes it. */
    void stop(Duration patience) throws IOException, InterruptedException {
        if (!alive()) {
            return;
        }
        ask();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    PlatformState.Part state() {
        return new PlatformState.Part(
                spec.name(), alive() ? pid() : 0, startedAtMillis, spec.address(), spec.probe());
    }
}
