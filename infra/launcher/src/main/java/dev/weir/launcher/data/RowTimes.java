package dev.weir.launcher.data;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times of a file: RFC 3339, local date and time (taken as UTC), a date, seconds,
 * milliseconds or microseconds since 1970 (told apart by their size), or a step: {@code start +
 * value * step}.
 *
 * @param step length of one step; empty: values are times
 * @param start time of step 0
 */
record RowTimes(Optional<Duration> step, Instant start) {
    /** From here on a number is milliseconds: as seconds it would be the year 5138. */
    private static final long MILLIS_FROM = 100_000_000_000L;

    private static final long MICROS_FROM = MILLIS_FROM * 1_000;
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?");
    private static final Pattern LENGTH = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    /**
     * @throws RowProblem TIME_INVALID if the text is none of the forms
     */
    Instant parse(String text) {
        try {
            if (NUMBER.matcher(text).matches()) {
                BigDecimal number = new BigDecimal(text);
                if (step.isPresent()) {
                    BigDecimal nanos = number.multiply(BigDecimal.valueOf(step.get().toNanos()));
                    return start.plusNanos(nanos.toBigInteger().longValueExact());
                }
                return epoch(number);
            }
            return date(text);
        } catch (ArithmeticException | DateTimeException e) {
            throw new RowProblem(
                    "TIME_INVALID", "the time " + text + " is not ISO 8601, an epoch or a step");
        }
    }

    /**
     * {@code 1d}, {@code 12h}, {@code 5m}, {@code 30s}, {@code 250ms}. Throws
     * IllegalArgumentException otherwise.
     */
    static Duration length(String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "the duration " + text + " is not of the form 1d, 12h, 5m, 30s or 250ms");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Instant epoch(BigDecimal number) {
        long size = number.abs().longValue();
        int decimals = size >= MICROS_FROM ? 6 : size >= MILLIS_FROM ? 3 : 0;
        BigDecimal micros = number.movePointRight(6 - decimals);
        long whole = micros.toBigInteger().longValueExact();
        return Instant.ofEpochSecond(
                Math.floorDiv(whole, 1_000_000L), Math.floorMod(whole, 1_000_000L) * 1_000L);
    }

    private static Instant date(String text) {
        String iso = text.replace(' ', 'T');
        if (!iso.contains("T")) {
            return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean zoned =
                iso.endsWith("Z")
                        || iso.endsWith("z")
                        || iso.substring(iso.indexOf('T')).matches(".*[-+]\\d\\d:?\\d\\d");
        return zoned
                ? OffsetDateTime.parse(iso.replaceAll("([-+]\\d\\d)(\\d\\d)$", "$1:$2")).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
