package dev.weir.launcher.data;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A line that is written over on a terminal; elsewhere a plain line now and then. */
final class ProgressLine {
    private static final Duration TERMINAL = Duration.ofMillis(100);
    private static final Duration PLAIN = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final InstantSource clock;
    private final boolean terminal;
    private Instant next = Instant.MIN;

    ProgressLine(PrintWriter out, InstantSource clock, boolean terminal) {
        this.out = out;
        this.clock = clock;
        this.terminal = terminal;
    }

    synchronized void show(String text) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(terminal ? TERMINAL : PLAIN);
        out.print(terminal ? "\r\033[K" + text : text + System.lineSeparator());
        out.flush();
    }

    /** Clears the line, so that what follows stands alone. */
    synchronized void end() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
