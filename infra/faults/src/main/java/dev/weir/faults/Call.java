package dev.weir.faults;

import java.util.List;
import java.util.Map;

/**
 * One call of the API with the commands in it; it is repeated as it is.
 *
 * @param book that it is about
 * @param headers the idempotency key of a single command; in a bulk call each item has its own
 */
record Call(
        String book, String path, String body, Map<String, String> headers, List<Asked> commands) {
    /**
     * A command.
     *
     * @param key unique among all commands of all books
     * @param expected code that it must be refused with; empty: it must be accepted
     */
    record Asked(String key, String expected) {}

    static Call single(String book, String path, String body, Asked command) {
        return new Call(
                book, path, body, Map.of("Idempotency-Key", command.key()), List.of(command));
    }
}
