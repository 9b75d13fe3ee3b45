package dev.weir.eventstore.verify;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code weir verify} was asked for.
 *
 * @param book only this book; empty: all
 * @param openLimit transfers between books that have been under way for longer are named
 * @param queryUrl of the query service; empty: views are not checked
 */
record VerifyOptions(
        String kafka,
        Optional<String> queryUrl,
        String token,
        Optional<String> book,
        boolean json,
        boolean help,
        Duration openLimit) {

    static final String HELP =
            """
            weir verify: check the log and every balance that follows from it

            Usage: weir verify [--book BOOK] [--open-limit SECONDS] [--json]
              --book BOOK       only this book
              --open-limit SECONDS
                                name transfers between books that have been under way for longer (default: 60)
              --json            facts as JSON
              --kafka ADDRESS   bootstrap servers (default: WEIR_KAFKA)
              --query-url URL   query service whose views are compared (default: WEIR_QUERY_URL)
              --token TOKEN     for the query service (default: WEIR_TOKEN)
              --data DIR        data folder of the platform

            Exit: 0 sound, 1 problems found, 2 wrong usage, 3 not reachable.
            """;

    /** Throws IllegalArgumentException naming what is wrong. */
    static VerifyOptions parse(String[] arguments, Map<String, String> environment) {
        String kafka = environment.getOrDefault("WEIR_KAFKA", "");
        String queryUrl = environment.getOrDefault("WEIR_QUERY_URL", "");
        String token = environment.getOrDefault("WEIR_TOKEN", "");
        String book = "";
        boolean json = false;
        boolean help = false;
        Duration openLimit = Duration.ofMinutes(1);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--json" -> json = true;
                case "--help", "-h" -> help = true;
                case "--kafka" -> kafka = value(arguments, ++i);
                case "--query-url" -> queryUrl = value(arguments, ++i);
                case "--token" -> token = value(arguments, ++i);
                case "--open-limit" -> openLimit = seconds(value(arguments, ++i));
                case "--book" -> book = value(arguments, ++i);
                // the launcher has found the platform in it already
                case "--data" -> value(arguments, ++i);
                default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
            }
        }
        if (kafka.isEmpty() && !help) {
            throw new IllegalArgumentException("--kafka or WEIR_KAFKA is needed");
        }
        return new VerifyOptions(
                kafka, optional(queryUrl), token, optional(book), json, help, openLimit);
    }

    private static String value(String[] arguments, int at) {
        if (at >= arguments.length) {
            throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
        }
        return arguments[at];
    }

    private static Duration seconds(String text) {
        try {
            return Duration.ofSeconds(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--open-limit takes seconds, not " + text, e);
        }
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
