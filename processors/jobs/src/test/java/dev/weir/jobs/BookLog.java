package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import java.util.ArrayList;
import java.util.List;

/** Writes the log of one book for a test: dense sequences, times a second apart. */
final class BookLog {
    static final long START_MICROS = 1_767_225_600_000_000L;
    static final long SECOND_MICROS = 1_000_000L;

    private final String book;
    private final int partition;
    private final List<EventIn> events = new ArrayList<>();

    BookLog(String book, int partition) {
        this.book = book;
        this.partition = partition;
    }

    /** Appends the events of one command, one behind the other. */
    BookLog command(Message... messages) {
        for (int i = 0; i < messages.length; i++) {
            EventIn event = new EventIn();
            event.book = book;
            event.partition = partition;
            event.sequence = events.size();
            event.offset = 10L * events.size();
            event.type = EventTypes.nameOf(messages[i]);
            event.value = messages[i].toByteArray();
            event.recordedMicros = START_MICROS + events.size() * SECOND_MICROS;
            event.occurredMicros = event.recordedMicros;
            event.subject = "subject of " + event.sequence;
            event.by = "maria";
            event.runIndex = i + 1;
            event.runLength = messages.length;
            events.add(event);
        }
        return this;
    }

    EventIn last() {
        return events.get(events.size() - 1);
    }

    List<EventIn> events() {
        return events;
    }
}
