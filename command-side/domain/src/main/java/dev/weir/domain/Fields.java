package dev.weir.domain;

import com.google.protobuf.Timestamp;
import dev.weir.contract.payments.v1.Location;
import java.util.Map;
import java.util.regex.Pattern;

/** What a field of a command may hold, as {@code commands.proto} says. */
final class Fields {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]*");
    private static final Pattern BOOK_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z][A-Z0-9]{2,7}");
    private static final Pattern CHANNEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final Pattern IP = Pattern.compile("[0-9A-Fa-f.:]{2,45}");
    private static final int LATITUDE_MAX = 90_000_000;
    private static final int LONGITUDE_MAX = 180_000_000;
    private static final long SECONDS_MIN =
            -62_135_596_800L; // 0001-01-01, the first that RFC 3339 can write
    private static final long SECONDS_MAX = 253_402_300_799L; // 9999-12-31, the last

    private Fields() {}

    static void requiredId(Findings findings, String field, String value) {
        if (value.isEmpty()) {
            findings.add(RefusalCode.FIELD_MISSING, "field", field);
        } else {
            optionalId(findings, field, value);
        }
    }

    static void optionalId(Findings findings, String field, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (value.length() > Limits.ID_CHARACTERS_MAX) {
            invalid(findings, field, "longer than " + Limits.ID_CHARACTERS_MAX + " characters");
        } else if (!ID.matcher(value).matches()) {
            invalid(
                    findings,
                    field,
                    "only A-Z a-z 0-9 . _ : @ - are allowed, a letter or digit first");
        }
    }

    static void bookId(Findings findings, String value) {
        bookId(findings, "book_id", value);
    }

    static void bookId(Findings findings, String field, String value) {
        if (value.isEmpty()) {
            findings.add(RefusalCode.FIELD_MISSING, "field", field);
        } else if (value.length() > Limits.BOOK_ID_CHARACTERS_MAX) {
            invalid(
                    findings,
                    field,
                    "longer than " + Limits.BOOK_ID_CHARACTERS_MAX + " characters");
        } else if (!BOOK_ID.matcher(value).matches()) {
            invalid(findings, field, "only A-Z a-z 0-9 . _ - are allowed, a letter or digit first");
        }
    }

    static void currency(Findings findings, String field, String value) {
        if (value.isEmpty()) {
            findings.add(RefusalCode.FIELD_MISSING, "field", field);
        } else if (!CURRENCY.matcher(value).matches()) {
            invalid(findings, field, "3 to 8 capitals and digits, a capital first");
        }
    }

    static void channelName(Findings findings, String field, String value) {
        if (!value.isEmpty() && !CHANNEL_NAME.matcher(value).matches()) {
            invalid(findings, field, "1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first");
        }
    }

    static void country(Findings findings, String field, String value) {
        if (!value.isEmpty() && !COUNTRY.matcher(value).matches()) {
            invalid(findings, field, "two capitals, ISO 3166-1");
        }
    }

    static void ip(Findings findings, String field, String value) {
        if (!value.isEmpty() && !IP.matcher(value).matches()) {
            invalid(findings, field, "an IPv4 or IPv6 address in text form");
        }
    }

    static void location(Findings findings, String field, Location value) {
        if (Math.abs((long) value.getLatMicrodegrees()) > LATITUDE_MAX) {
            invalid(findings, field + ".lat_microdegrees", "-90000000 to 90000000");
        }
        if (Math.abs((long) value.getLonMicrodegrees()) > LONGITUDE_MAX) {
            invalid(findings, field + ".lon_microdegrees", "-180000000 to 180000000");
        }
    }

    static void text(Findings findings, String field, String value, int charactersMax) {
        if (value.length() > charactersMax) {
            invalid(findings, field, "longer than " + charactersMax + " characters");
        }
    }

    static void metadata(Findings findings, Map<String, String> metadata) {
        if (metadata.size() > Limits.METADATA_ENTRIES_MAX) {
            invalid(findings, "metadata", "more than " + Limits.METADATA_ENTRIES_MAX + " entries");
        }
        metadata.forEach(
                (name, value) -> {
                    if (name.isEmpty()) {
                        invalid(findings, "metadata", "an entry has no name");
                    }
                    text(findings, "metadata", name, Limits.METADATA_CHARACTERS_MAX);
                    text(findings, "metadata", value, Limits.METADATA_CHARACTERS_MAX);
                });
    }

    static void notNegative(Findings findings, String field, long value) {
        if (value < 0) {
            invalid(findings, field, "below 0");
        }
    }

    /** An amount that the client must give. */
    static void amount(Findings findings, String account, long amountMinor) {
        if (amountMinor < 1) {
            findings.add(RefusalCode.AMOUNT_NOT_POSITIVE, "amount", Long.toString(amountMinor));
        } else if (amountMinor > Limits.MONEY_MAX) {
            findings.add(RefusalCode.AMOUNT_OVERFLOW, "account", account);
        }
    }

    /** Business time, microseconds since 1970: as given, else now. */
    static long occurred(
            Findings findings, String field, boolean given, Timestamp value, long nowMicros) {
        return given ? moment(findings, field, value, nowMicros) : nowMicros;
    }

    private static long moment(Findings findings, String field, Timestamp value, long nowMicros) {
        if (!isTimestamp(value)) {
            invalid(findings, field, "not a time between the years 1 and 9999");
            return nowMicros;
        }
        long micros = micros(value);
        if (micros > nowMicros + Limits.FUTURE_MICROS) {
            findings.add(
                    RefusalCode.OCCURRED_IN_FUTURE,
                    "ahead",
                    (micros - nowMicros) / 1_000_000 + " s");
        }
        return micros;
    }

    static boolean isTimestamp(Timestamp value) {
        return value.getSeconds() >= SECONDS_MIN
                && value.getSeconds() <= SECONDS_MAX
                && value.getNanos() >= 0
                && value.getNanos() < 1_000_000_000;
    }

    static long micros(Timestamp value) {
        return value.getSeconds() * 1_000_000 + value.getNanos() / 1_000;
    }

    static void invalid(Findings findings, String field, String problem) {
        findings.add(RefusalCode.FIELD_INVALID, "field", field, "problem", problem);
    }
}
