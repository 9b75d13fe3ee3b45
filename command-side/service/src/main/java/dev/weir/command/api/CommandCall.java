package dev.weir.command.api;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;

/**
 * A command on its way in, authenticated.
 *
 * @param kind what it is
 * @param book the book that it is for; of OpenBook the one to open, of the control book's commands
 *     empty
 * @param command the message
 * @param key the caller's idempotency key, may be empty
 * @param subject subject of the caller's token
 * @param arrivedMicros when it arrived, microseconds since 1970
 * @param dryRun it is decided and answered, and nothing is written
 * @param token the caller's, for the node that carries it out
 */
public record CommandCall(
        CommandKind kind,
        String book,
        Message command,
        String key,
        String subject,
        long arrivedMicros,
        boolean dryRun,
        BearerToken token) {

    /** The book whose owner carries the command out. */
    public String ownerBook() {
        return kind == CommandKind.OPEN_BOOK || kind.ofControl() ? Topics.CONTROL_BOOK : book;
    }

    /** A command that only this node can carry out, and does. */
    public CommandCall(
            CommandKind kind,
            String book,
            Message command,
            String key,
            String subject,
            long arrivedMicros) {
        this(kind, book, command, key, subject, arrivedMicros, false, BearerToken.NONE);
    }
}
