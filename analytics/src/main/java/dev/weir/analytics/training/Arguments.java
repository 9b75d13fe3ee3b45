package dev.weir.analytics.training;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pairs of a name and a value, taken one after the other; what is left over is not known. */
final class Arguments {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([smhd])");

    private final Map<String, List<String>> given = new TreeMap<>();
    private final String usage;

    /**
     * @throws TrainFailure if a value is missing
     */
    Arguments(List<String> arguments, String usage) {
        this.usage = usage;
        if (arguments.size() % 2 != 0) {
            throw new TrainFailure("Usage: " + usage);
        }
        for (int i = 0; i < arguments.size(); i += 2) {
            given.computeIfAbsent(arguments.get(i), name -> new ArrayList<>())
                    .add(arguments.get(i + 1));
        }
    }

    List<String> all(String name) {
        List<String> values = given.remove(name);
        return values == null ? List.of() : values;
    }

    Optional<String> text(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> new TrainFailure("Usage: " + usage));
    }

    Optional<Path> path(String name) {
        return text(name).map(Path::of);
    }

    /** A time, or a date for its start in UTC. */
    Optional<Instant> time(String name) {
        return text(name).map(text -> time(name, text));
    }

    private static Instant time(String name, String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new TrainFailure(
                    name + " takes a time like 2026-01-31T12:00:00Z or a date, not " + text, e);
        }
    }

    /** A span of time: 0s, 90s, 15m, 1h, 7d. */
    Duration span(String name, Duration otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher parts = SPAN.matcher(text.get());
        if (!parts.matches()) {
            throw new TrainFailure(
                    name + " takes a span like 0s, 90s, 15m, 1h or 7d, not " + text.get());
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    long number(String name, long otherwise, long min, long max) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TrainFailure(name + " takes an integer, not " + text.get(), e);
        }
        throw new TrainFailure(name + " takes " + min + " to " + max + ", not " + text.get());
    }

    /**
     * @throws TrainFailure naming an argument that nobody took
     */
    void end() {
        if (!given.isEmpty()) {
            throw new TrainFailure(given.keySet().iterator().next() + " is not known; " + usage);
        }
    }
}
