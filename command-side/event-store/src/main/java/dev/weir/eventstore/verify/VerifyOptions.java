package dev.weir.eventstore.verify;

import dev.weir.contract.Topics;
import dev.weir.eventstore.StoreTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code weir verify} was asked for.
 *
 * @param topics of the store
 * @param book only this book; empty: all
 * @param publicKeys PEM file of the keys that checkpoints are signed with; empty: signatures are
 *     not checked
 * @param saved checkpoints that were kept elsewhere, to compare with
 * @param save where to write the last checkpoint of each book
 * @param proof transfer, payment or event that an inclusion proof is asked of; empty: check all
 * @param out where to write the proof; empty: standard output
 * @param openLimit transfers between books that have been under way for longer are named
 * @param queryUrl of the query service; empty: views are not checked
 */
record VerifyOptions(
        String kafka,
        Optional<String> queryUrl,
        String token,
        StoreTopics topics,
        Optional<String> book,
        Optional<Path> publicKeys,
        Optional<Path> saved,
        Optional<Path> save,
        Optional<String> proof,
        Optional<Path> out,
        boolean json,
        boolean help,
        Duration openLimit) {

    static final String HELP =
            """
            weir verify: check the log and every balance that follows from it

            Usage: weir verify [--book BOOK] [--open-limit SECONDS] [--json]
                               [--save FILE] [--saved FILE]
                   weir verify --proof TRANSACTION [--book BOOK] [--out FILE]
              --book BOOK       only this book
              --open-limit SECONDS
                                name transfers between books that have been under way for longer (default: 60)
              --json            facts as JSON
              --save FILE       write the last checkpoint of each book, to be kept elsewhere
              --saved FILE      checkpoints that were kept: the log must still agree with them
              --proof TRANSACTION
                                print a proof that the record is in the log: of a transfer or
                                payment (its last record), an event id, or BOOK:SEQUENCE
              --out FILE        write the proof to a file
              --public-keys FILE
                                keys that checkpoints may be signed with, PEM
                                (default: WEIR_CHECKPOINT_PUBLIC_KEYS)
              --topic TOPIC     events of another store than the platform's
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
        String publicKeys = environment.getOrDefault("WEIR_CHECKPOINT_PUBLIC_KEYS", "");
        String topic = Topics.EVENTS;
        String book = "";
        String saved = "";
        String save = "";
        String proof = "";
        String out = "";
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
                case "--topic" -> topic = value(arguments, ++i);
                case "--open-limit" -> openLimit = seconds(value(arguments, ++i));
                case "--book" -> book = value(arguments, ++i);
                case "--public-keys" -> publicKeys = value(arguments, ++i);
                case "--saved" -> saved = value(arguments, ++i);
                case "--save" -> save = value(arguments, ++i);
                case "--proof" -> proof = value(arguments, ++i);
                case "--out" -> out = value(arguments, ++i);
                // the launcher has found the platform in it already
                case "--data" -> value(arguments, ++i);
                default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
            }
        }
        if (kafka.isEmpty() && !help) {
            throw new IllegalArgumentException("--kafka or WEIR_KAFKA is needed");
        }
        return new VerifyOptions(
                kafka,
                optional(queryUrl),
                token,
                topic.equals(Topics.EVENTS) ? StoreTopics.WEIR : StoreTopics.of(topic),
                optional(book),
                optional(publicKeys).map(Path::of),
                optional(saved).map(Path::of),
                optional(save).map(Path::of),
                optional(proof),
                optional(out).map(Path::of),
                json,
                help,
                openLimit);
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
