package dev.weir.features;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of {@code docs/features.md}. */
final class FeatureDocs {
    private FeatureDocs() {}

    static String intro(FeatureSet set) {
        return """
        # Features of %s

        Made from the declarations in `PaymentFeatures.java`; a test compares it. %d values of 8 bytes, big-endian, in
        this order: LONG a signed integer, DOUBLE the bits of an IEEE 754 double, BOOL 1 or 0.

        A window at a payment that occurred at t is `(t - length, t]` in event time of the book, the payment itself counted.
        What occurred within it and stands before the payment in the log is in it. An event that lies more than 1 hour behind
        the book's clock (the largest time so far of a payment or signal) leaves no trace but a count; such a payment gets the
        features of the moment 1 hour behind the clock. Amounts are in minor units of the account's currency. The default holds
        where the payment does not name the key.

        An IP prefix is the /24 of an IPv4 and the /48 of an IPv6 address. A fraud is known from a chargeback, or from a verdict
        until its alert is reopened. The first %d places are those of `payments@1`, which stays readable; there a reopened
        alert took nothing back.

        | # | name | type | key | window | default | meaning |
        |---|---|---|---|---|---|---|
        """
                .formatted(set.id(), set.size(), FeatureSet.payments1().size());
    }

    /** The meaning, and in brackets the key and the window that it has. */
    static String describe(Feature feature) {
        String about =
                Stream.of(
                                feature.key().map(kind -> kind.name().toLowerCase(Locale.ROOT)),
                                feature.window().map(Window::text))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", "));
        return about.isEmpty() ? feature.meaning() : feature.meaning() + " (" + about + ")";
    }

    static String row(int place, Feature feature) {
        String key = feature.key().map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse("");
        String window = feature.window().map(Window::text).orElse("");
        String unknown =
                switch (feature.type()) {
                    case LONG -> Long.toString(feature.defaultBits());
                    case DOUBLE -> Double.toString(Double.longBitsToDouble(feature.defaultBits()));
                    case BOOL -> feature.defaultBits() == 0 ? "no" : "yes";
                };
        return "| %d | `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        place,
                        feature.name(),
                        feature.type(),
                        key,
                        window,
                        unknown,
                        feature.meaning());
    }
}
