package dev.weir.query.rest;

import dev.weir.query.Position;
import dev.weir.query.read.AmountRange;
import dev.weir.query.read.Metadata;
import dev.weir.query.read.Page;
import dev.weir.query.read.TimeAxis;
import dev.weir.query.read.TimeRange;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What every read takes, and the reading of its parameters; each refusal is FIELD_INVALID. */
public class ReadRequest {
    private static final int WAIT_MILLIS_DEFAULT = 2_000;
    private static final int WAIT_MILLIS_MAX = 10_000;
    private static final String WAIT = "wait_millis";
    static final String METADATA = "metadata";

    @HeaderParam(Position.HEADER)
    @Parameter(
            description =
                    "BOOK:SEQUENCE as a command answered it: the answer includes that write, after a wait")
    String position;

    @QueryParam(WAIT)
    @Parameter(description = "longest wait for the position, 0 to 10000, default 2000")
    String waitMillis;

    @Context UriInfo uri;

    /** Refuses parameters that the call does not know, and repeated ones. */
    public void allowOnly(String... names) {
        Set<String> known = Set.of(names);
        for (Map.Entry<String, List<String>> given : uri.getQueryParameters().entrySet()) {
            if (!known.contains(given.getKey()) && !given.getKey().equals(WAIT)) {
                throw Problem.fieldInvalid(given.getKey(), "this call has no such parameter");
            }
            boolean isMetadata = given.getKey().equals(METADATA);
            if (given.getValue().size() > (isMetadata ? Metadata.ENTRIES_MAX : 1)) {
                throw Problem.fieldInvalid(
                        given.getKey(),
                        isMetadata
                                ? "at most " + Metadata.ENTRIES_MAX + " are taken"
                                : "it is given more than once");
            }
            if (given.getValue().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
                throw Problem.fieldInvalid(given.getKey(), "it contains U+0000");
            }
        }
        if (uri.getPath().indexOf('\0') >= 0) {
            throw Problem.fieldInvalid("path", "it contains U+0000");
        }
    }

    /** The position that the answer must include. */
    Optional<Position> wanted() {
        if (position == null) {
            return Optional.empty();
        }
        return Optional.of(
                Position.parse(position.strip())
                        .orElseThrow(
                                () ->
                                        Problem.fieldInvalid(
                                                Position.HEADER, "it is not BOOK:SEQUENCE")));
    }

    Duration longestWait() {
        return Duration.ofMillis(number(WAIT, waitMillis, 0, WAIT_MILLIS_MAX, WAIT_MILLIS_DEFAULT));
    }

    /** The entries that the parameter metadata demands, KEY:VALUE each. */
    Metadata metadata() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String given : uri.getQueryParameters().getOrDefault(METADATA, List.of())) {
            int colon = given.indexOf(':');
            if (colon < 1) {
                throw Problem.fieldInvalid(METADATA, "KEY:VALUE is taken");
            }
            entries.put(given.substring(0, colon), given.substring(colon + 1));
        }
        return new Metadata(entries);
    }

    /** Amounts between two parameters, minor units. */
    static AmountRange amounts(String leastField, String least, String mostField, String most) {
        AmountRange range = new AmountRange(amount(leastField, least), amount(mostField, most));
        if (range.least() != null && range.most() != null && range.least() > range.most()) {
            throw Problem.fieldInvalid(leastField, "it is above " + mostField);
        }
        return range;
    }

    private static Long amount(String field, String text) {
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw Problem.fieldInvalid(field, "a whole number of minor units is taken");
        }
    }

    static Page page(String cursor, String limit) {
        return new Page(
                blankToNull(cursor), number("limit", limit, 1, Page.LIMIT_MAX, Page.LIMIT_DEFAULT));
    }

    static int number(String field, String text, int least, int most, int absent) {
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.fieldInvalid(field, "a number from " + least + " to " + most + " is taken");
    }

    /** Null if the text is null. A date alone is the start of that day in UTC. */
    static OffsetDateTime time(String field, String text) {
        if (text == null) {
            return null;
        }
        try {
            // A plus sign in a query string that was not encoded arrives as a blank.
            OffsetDateTime time =
                    text.contains("T")
                            ? OffsetDateTime.parse(text.replace(' ', '+'))
                            : LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw Problem.fieldInvalid(
                field, "an RFC 3339 time such as 2026-01-31T12:00:00Z, or a date, is taken");
    }

    static TimeRange range(String from, String to) {
        TimeRange range = new TimeRange(time("from", from), time("to", to));
        if (range.from() != null && range.to() != null && range.from().isAfter(range.to())) {
            throw Problem.fieldInvalid("from", "it is behind to");
        }
        return range;
    }

    static boolean isByBusinessTime(String sort) {
        return switch (sort) {
            case null -> false;
            case "log" -> false;
            case "occurred" -> true;
            default -> throw Problem.fieldInvalid("sort", "log or occurred is taken");
        };
    }

    static boolean newestFirst(String order) {
        return switch (order) {
            case null -> false;
            case "asc" -> false;
            case "desc" -> true;
            default -> throw Problem.fieldInvalid("order", "asc or desc is taken");
        };
    }

    /** False if the text is null. */
    static boolean flag(String field, String text) {
        Boolean flag = optionalFlag(field, text);
        return flag != null && flag;
    }

    /** Null if the text is null. */
    static Boolean optionalFlag(String field, String text) {
        return switch (text) {
            case null -> null;
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw Problem.fieldInvalid(field, "true or false is taken");
        };
    }

    static TimeAxis axis(String text) {
        return switch (text) {
            case null -> TimeAxis.OCCURRED;
            case "occurred" -> TimeAxis.OCCURRED;
            case "recorded" -> TimeAxis.RECORDED;
            default -> throw Problem.fieldInvalid("by", "occurred or recorded is taken");
        };
    }

    /** The constant of a protobuf enum by its name; null if the text is null. */
    static <E extends Enum<E>> E name(String field, String text, Class<E> type) {
        if (text == null) {
            return null;
        }
        List<E> known =
                Arrays.stream(type.getEnumConstants())
                        .filter(one -> !one.name().equals("UNRECOGNIZED"))
                        .filter(one -> !one.name().endsWith("_UNSPECIFIED"))
                        .toList();
        return known.stream()
                .filter(one -> one.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                Problem.fieldInvalid(
                                        field,
                                        "one of "
                                                + known.stream()
                                                        .map(Enum::name)
                                                        .collect(Collectors.joining(", "))
                                                + " is taken"));
    }

    static String blankToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
