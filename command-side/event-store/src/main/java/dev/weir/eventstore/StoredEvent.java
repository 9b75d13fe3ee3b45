package dev.weir.eventstore;

import java.util.Set;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.EventsCondition;
import org.axonframework.messaging.eventstreaming.Tag;

/** An event as readers get it, and its place in the book. */
record StoredEvent(long sequence, EventMessage message, Set<Tag> tags) {
    boolean matches(EventsCondition condition) {
        return condition.matches(message.type().qualifiedName(), tags);
    }
}
