package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.domain.Outcome;
import java.util.Objects;

/**
 * Payload of an Axon command: a client's or an internal command for one book, with what its
 * decision needs from outside. The handler leaves the outcome here, so that the loop has it in the
 * same turn, before the append is durable; it is used once, on the loop's thread.
 */
public final class BookCommand {
    private final String book;
    private final Object command;
    private final Origin origin;
    private Outcome outcome;
    private boolean appended;
    private long sequence = -1;

    /**
     * Where a command comes from.
     *
     * @param arrivedMicros when it arrived, microseconds since 1970
     * @param subject subject of the caller's token, empty for internal commands
     * @param key idempotency key, may be empty
     * @param commandHash fingerprint of the content, empty for internal commands
     * @param newId id to use where the client gave none
     * @param dry nothing is appended, whatever is decided
     */
    public record Origin(
            long arrivedMicros,
            String subject,
            String key,
            String commandHash,
            String newId,
            boolean dry) {
        public Origin(
                long arrivedMicros, String subject, String key, String commandHash, String newId) {
            this(arrivedMicros, subject, key, commandHash, newId, false);
        }

        static final Origin INTERNAL = new Origin(0, "", "", "", "");

        /** Every client's command has a fingerprint. */
        boolean isInternal() {
            return commandHash.isEmpty();
        }
    }

    public BookCommand(String book, Object command, Origin origin) {
        this.book = book;
        this.command = command;
        this.origin = origin;
    }

    public static BookCommand internal(String book, Object command) {
        return new BookCommand(book, command, Origin.INTERNAL);
    }

    public String book() {
        return book;
    }

    public Object command() {
        return command;
    }

    public Origin origin() {
        return origin;
    }

    /** What was decided; throws if the handler did not come that far. */
    public Outcome outcome() {
        return Objects.requireNonNull(outcome, "the command was not decided");
    }

    public boolean isDecided() {
        return outcome != null;
    }

    /** Whether events were appended, be it only a remembered refusal. */
    public boolean isAppended() {
        return appended;
    }

    /** In a batch: sequence of the last record that the command wrote, where it was accepted. */
    public long sequence() {
        return sequence;
    }

    void decided(Outcome value, boolean eventsAppended, long lastSequence) {
        decided(value, eventsAppended);
        this.sequence = lastSequence;
    }

    void decided(Outcome value, boolean eventsAppended) {
        this.outcome = value;
        this.appended = eventsAppended;
    }

    /** Name under which the command is dispatched: the message's, or of our own record's class. */
    String name() {
        return command instanceof Message message
                ? message.getDescriptorForType().getFullName()
                : "weir.internal." + command.getClass().getSimpleName();
    }
}
