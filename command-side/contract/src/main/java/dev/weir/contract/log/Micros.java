package dev.weir.contract.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times of the log: microseconds since 1970-01-01T00:00:00Z, in headers as RFC 3339 in UTC with six
 * decimals.
 */
public final class Micros {
    private static final long PER_SECOND = 1_000_000L;

    private Micros() {}

    public static long of(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), PER_SECOND),
                instant.getNano() / 1_000);
    }

    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000L);
    }

    /**
     * The instant cut to microseconds: what the log can hold, so that it is equal before and after
     * a replay.
     */
    public static Instant truncate(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    public static String format(long micros) {
        return toInstant(micros).toString();
    }

    /** Throws DateTimeParseException if the text is not RFC 3339 in UTC. */
    public static long parse(String text) {
        return of(Instant.parse(text));
    }
}
