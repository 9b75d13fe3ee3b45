package dev.weir.command.engine;

import dev.weir.contract.log.EventTypes;
import dev.weir.domain.NewEvent;
import dev.weir.eventstore.EventMetadata;
import java.time.Instant;
import java.util.Map;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;

/** An event on its way to the log; knows its book, which no payload carries. */
final class BookEvent extends GenericEventMessage {
    private final String book;

    private BookEvent(
            String book,
            String id,
            MessageType type,
            Object payload,
            Map<String, String> metadata,
            Instant recorded) {
        super(id, type, payload, metadata, recorded);
        this.book = book;
    }

    /**
     * @param id the event's own, unique in its book
     * @param recorded the time that the decision took for now
     */
    static BookEvent of(BookCommand command, NewEvent event, String id, Instant recorded) {
        return of(command, event, id, recorded, "");
    }

    /**
     * @param run events of one append with the same name make a run of records
     */
    static BookEvent of(
            BookCommand command, NewEvent event, String id, Instant recorded, String run) {
        Map<String, String> metadata =
                Map.of(
                        EventMetadata.KEY, command.origin().key(),
                        EventMetadata.COMMAND_HASH, command.origin().commandHash(),
                        EventMetadata.SUBJECT, event.subject(),
                        EventMetadata.OCCURRED_AT, Long.toString(event.occurredMicros()),
                        EventMetadata.BY, command.origin().subject(),
                        EventMetadata.RUN, run);
        MessageType type = new MessageType(EventTypes.nameOf(event.payload()));
        return new BookEvent(command.book(), id, type, event.payload(), metadata, recorded);
    }

    String book() {
        return book;
    }

    /**
     * Axon adds correlation data by this; they are not for the log, and the book must not be lost.
     */
    @Override
    public EventMessage withMetadata(Map<String, String> metadata) {
        return this;
    }

    @Override
    public EventMessage andMetadata(Map<String, String> metadata) {
        return this;
    }
}
