package dev.weir.contract.log;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * Times of the log: microseconds since 1970-01-01T00:00:00Z, in headers as RFC 3339 in UTC with six
 * decimals.
 */
public final class Micros {
    private static final long PER_SECOND = 1_000_000L;
    private static final long SECONDS_PER_DAY = 86_400L;
    private static final int LAST_YEAR = 9_999;

    /** Length of 1970-01-01T00:00:00Z. */
    private static final int SHORTEST = 20;

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

    /** As {@link Instant#toString} writes it, which costs several times as much. */
    public static String format(long micros) {
        long seconds = Math.floorDiv(micros, PER_SECOND);
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
        if (day.getYear() < 0 || day.getYear() > LAST_YEAR) {
            return toInstant(micros).toString();
        }
        int second = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
        int fraction = (int) Math.floorMod(micros, PER_SECOND);
        int decimals = fraction == 0 ? 0 : fraction % 1_000 == 0 ? 3 : 6;
        StringBuilder text = new StringBuilder(SHORTEST + 7);
        digits(text, day.getYear(), 4).append('-');
        digits(text, day.getMonthValue(), 2).append('-');
        digits(text, day.getDayOfMonth(), 2).append('T');
        digits(text, second / 3_600, 2).append(':');
        digits(text, second / 60 % 60, 2).append(':');
        digits(text, second % 60, 2);
        if (decimals > 0) {
            digits(text.append('.'), decimals == 3 ? fraction / 1_000 : fraction, decimals);
        }
        return text.append('Z').toString();
    }

    /** Throws DateTimeParseException if the text is not RFC 3339 in UTC. */
    public static long parse(String text) {
        int length = text.length();
        boolean usual =
                (length == SHORTEST || length == SHORTEST + 4 || length == SHORTEST + 7)
                        && text.charAt(length - 1) == 'Z'
                        && text.charAt(4) == '-'
                        && text.charAt(7) == '-'
                        && text.charAt(10) == 'T'
                        && text.charAt(13) == ':'
                        && text.charAt(16) == ':'
                        && (length == SHORTEST || text.charAt(19) == '.');
        if (!usual) {
            return of(Instant.parse(text));
        }
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int fraction = length == SHORTEST ? 0 : number(text, 20, length - 1);
        int year = number(text, 0, 4);
        boolean ordinary =
                year >= 0
                        && month >= 1
                        && month <= 12
                        && day >= 1
                        && day <= 28
                        && hour >= 0
                        && hour <= 23
                        && minute >= 0
                        && minute <= 59
                        && second >= 0
                        && second <= 59
                        && fraction >= 0;
        if (!ordinary) {
            // the last days of a month, and everything that is no time at all
            return of(Instant.parse(text));
        }
        long seconds =
                LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY
                        + hour * 3_600L
                        + minute * 60L
                        + second;
        return seconds * PER_SECOND + (length == SHORTEST + 4 ? fraction * 1_000L : fraction);
    }

    private static StringBuilder digits(StringBuilder text, int number, int width) {
        int unit = 1;
        for (int i = 1; i < width; i++) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            text.append((char) ('0' + number / unit % 10));
        }
        return text;
    }

    /** The digits as a number, or -1 if one of them is none. */
    private static int number(String text, int from, int until) {
        int number = 0;
        for (int i = from; i < until; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
