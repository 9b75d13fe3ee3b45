package dev.weir.analytics;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the user asked for: {@code [KIND] [--book B] [--json] [--out FILE.csv]}.
 *
 * @param kinds what is replayed, never empty
 * @param book the only book that is compared; empty: all
 * @param json print one JSON document instead of text
 * @param out where the replayed balances are written as CSV; empty: nowhere
 */
record ReplayOptions(List<String> kinds, Optional<String> book, boolean json, Optional<Path> out) {
    static final String BALANCES = "balances";
    static final String FEATURES = BookReplays.FEATURES;
    static final String DECISIONS = BookReplays.DECISIONS;

    /** Everything that can be replayed, in the order in which {@code weir replay} alone does it. */
    static final List<String> KINDS = List.of(BALANCES, FEATURES, DECISIONS);

    /** Throws ReplayFailure (wrong usage) naming the argument that is not understood. */
    static ReplayOptions parse(List<String> arguments) {
        List<String> kinds = KINDS;
        Optional<String> book = Optional.empty();
        Optional<Path> out = Optional.empty();
        boolean json = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--json" -> json = true;
                case "--book" -> book = Optional.of(valueOf(arguments, i++));
                case "--out" -> out = Optional.of(Path.of(valueOf(arguments, i++)));
                default -> kinds = List.of(kind(argument));
            }
        }
        if (out.isPresent() && !kinds.contains(BALANCES)) {
            throw ReplayFailure.wrongUsage("--out writes the replayed balances");
        }
        return new ReplayOptions(kinds, book, json, out);
    }

    /** Whether vectors or decisions are replayed. */
    boolean asksForDecisions() {
        return kinds.contains(FEATURES) || kinds.contains(DECISIONS);
    }

    private static String valueOf(List<String> arguments, int option) {
        if (option + 1 >= arguments.size()) {
            throw ReplayFailure.wrongUsage(arguments.get(option) + " needs a value");
        }
        return arguments.get(option + 1);
    }

    private static String kind(String argument) {
        if (argument.startsWith("-")) {
            throw ReplayFailure.wrongUsage(
                    argument + " is not an option of replay: --book B, --json, --out FILE.csv");
        }
        if (!KINDS.contains(argument)) {
            throw ReplayFailure.wrongUsage(
                    argument + " cannot be replayed; what can: " + String.join(", ", KINDS));
        }
        return argument;
    }
}
