package dev.weir.command.api;

import com.google.protobuf.Message;

/**
 * A command on its way in, authenticated.
 *
 * @param kind what it is
 * @param book the book that it is for; of OpenBook the one to open
 * @param command the message
 * @param key the caller's idempotency key, may be empty
 * @param subject subject of the caller's token
 * @param arrivedMicros when it arrived, microseconds since 1970
 * @param dryRun it is decided and answered, and nothing is written
 */
public record CommandCall(
        CommandKind kind,
        String book,
        Message command,
        String key,
        String subject,
        long arrivedMicros,
        boolean dryRun) {
    public CommandCall(
            CommandKind kind,
            String book,
            Message command,
            String key,
            String subject,
            long arrivedMicros) {
        this(kind, book, command, key, subject, arrivedMicros, false);
    }
}
