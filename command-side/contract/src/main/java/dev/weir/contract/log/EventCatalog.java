package dev.weir.contract.log;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Messages that may stand in a log, by their wire names, and how those of old versions become
 * today's when they are read. What is stored never changes.
 *
 * <p>A version is part of the wire name ({@code weir.ledger.v1.TransferPosted}): additions stay in
 * their version, for protobuf reads them; what cannot be an addition is a new message in the next
 * package, with one step from the version before. A reader gets the last version, through as many
 * steps as there are: {@code v1 -> v2 -> v3}.
 */
public final class EventCatalog {
    private final Map<String, Message> prototypes;
    private final Map<String, Step> steps;

    private record Step(String to, UnaryOperator<Message> upcaster) {}

    private EventCatalog(Map<String, Message> prototypes, Map<String, Step> steps) {
        this.prototypes = prototypes;
        this.steps = steps;
    }

    /**
     * @param prototypes empty instances of every version of every message
     */
    public static EventCatalog of(List<Message> prototypes) {
        Map<String, Message> byName = new LinkedHashMap<>();
        prototypes.forEach(prototype -> byName.put(EventTypes.nameOf(prototype), prototype));
        return new EventCatalog(byName, Map.of());
    }

    /**
     * This one with a step from a version to the next. The upcaster is pure: it sees the old
     * message alone, so that every reader at any time gets the same.
     *
     * @throws IllegalArgumentException if a name is unknown, or a version would have two steps
     */
    public EventCatalog with(String from, String to, UnaryOperator<Message> upcaster) {
        prototype(from);
        prototype(to);
        if (steps.containsKey(from) || current(to).equals(from)) {
            throw new IllegalArgumentException(
                    "event type " + from + " has a step already, or would come back to itself");
        }
        Map<String, Step> more = new LinkedHashMap<>(steps);
        more.put(from, new Step(to, upcaster));
        return new EventCatalog(prototypes, more);
    }

    /** Wire names of all messages, old versions too. */
    public Set<String> names() {
        return prototypes.keySet();
    }

    /** The wire name of the last version; the name itself where there is no newer one. */
    public String current(String name) {
        String last = name;
        for (Step step = steps.get(last); step != null; step = steps.get(last)) {
            last = step.to();
        }
        return last;
    }

    /** An empty instance, of that version; throws IllegalArgumentException for an unknown name. */
    public Message prototype(String name) {
        Message prototype = prototypes.get(name);
        if (prototype == null) {
            throw new IllegalArgumentException(
                    "event type " + name + " is not known to this build");
        }
        return prototype;
    }

    /**
     * Decodes a stored value and brings it to the last version.
     *
     * @throws IllegalArgumentException if the name is unknown, the bytes are no such message, or a
     *     step does not give what it promises
     */
    public Message parse(String name, byte[] value) {
        Message event = decode(name, value);
        String version = name;
        for (Step step = steps.get(version); step != null; step = steps.get(version)) {
            event = step.upcaster().apply(event);
            if (!EventTypes.nameOf(event).equals(step.to())) {
                throw new IllegalArgumentException(
                        "the step from "
                                + version
                                + " gave "
                                + EventTypes.nameOf(event)
                                + " and not "
                                + step.to());
            }
            version = step.to();
        }
        return event;
    }

    private Message decode(String name, byte[] value) {
        try {
            return prototype(name).getParserForType().parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "the bytes are no " + name + ": " + e.getMessage(), e);
        }
    }
}
