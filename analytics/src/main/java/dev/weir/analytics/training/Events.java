package dev.weir.analytics.training;

import com.google.protobuf.Message;
import java.util.function.Consumer;

/** What happened in books: the events that features read, each book's in the order of its log. */
interface Events {
    /**
     * @param occurredMicros business time, microseconds since 1970
     */
    record Event(String book, long occurredMicros, Message message) {}

    /**
     * Gives every event once.
     *
     * @throws TrainFailure if they cannot be read
     */
    void read(Consumer<Event> each);
}
