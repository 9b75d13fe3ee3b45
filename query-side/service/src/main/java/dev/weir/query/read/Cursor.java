package dev.weir.query.read;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.contract.log.Micros;
import dev.weir.query.rest.Problem;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;

/**
 * The place behind the last row of a page, opaque to clients: base64 of the list's name and the
 * row's sort key, separated by U+001F.
 */
final class Cursor {
    private static final String SEPARATOR = "\u001f";

    private Cursor() {}

    static String of(String list, Object... key) {
        StringBuilder text = new StringBuilder(list);
        for (Object part : key) {
            text.append(SEPARATOR).append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static String of(String list, Timestamp time, String id) {
        return of(list, Timestamps.toMicros(time), id);
    }

    /** The sort key; throws FIELD_INVALID if it is not a cursor of this list with as many parts. */
    static List<String> parse(String list, int parts, String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            List<String> all = List.of(text.split(SEPARATOR, -1));
            if (all.size() == parts + 1 && all.getFirst().equals(list)) {
                return all.subList(1, all.size());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw invalid();
    }

    static long number(String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    static OffsetDateTime time(String part) {
        OffsetDateTime time = Micros.toInstant(number(part)).atOffset(ZoneOffset.UTC);
        if (time.getYear() < 1 || time.getYear() > 9999) {
            throw invalid();
        }
        return time;
    }

    private static Problem invalid() {
        return Problem.fieldInvalid("cursor", "it is not the next_cursor of such a page");
    }
}
