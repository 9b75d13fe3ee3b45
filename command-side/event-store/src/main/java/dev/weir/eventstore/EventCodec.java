package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.Micros;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.Tag;

/** Axon's messages to records of the log and back; what is read equals what was written. */
final class EventCodec {
    private final EventPayloads payloads;

    EventCodec(EventPayloads payloads) {
        this.payloads = payloads;
    }

    /**
     * The record behind {@code before} in its book.
     *
     * @param recordedMicros recorded time, microseconds since 1970
     * @param runIndex place in the run of records, from 1
     */
    EventRecord toRecord(
            BookPosition before,
            EventMessage message,
            Set<Tag> tags,
            long recordedMicros,
            int runIndex,
            int runLength) {
        Map<String, String> metadata = new TreeMap<>(message.metadata());
        metadata.remove(EventMetadata.RUN);
        String key = take(metadata, EventMetadata.KEY);
        String commandHash = take(metadata, EventMetadata.COMMAND_HASH);
        String subject = take(metadata, EventMetadata.SUBJECT);
        String occurredAt = take(metadata, EventMetadata.OCCURRED_AT);
        if (!message.type().version().equals(MessageType.DEFAULT_VERSION)) {
            metadata.put(EventMetadata.TYPE_VERSION, message.type().version());
        }
        String type = message.type().name();
        return new EventRecord(
                before.book(),
                before.sequence() + 1,
                message.identifier(),
                type,
                recordedMicros,
                occurredAt.isEmpty() ? recordedMicros : Long.parseLong(occurredAt),
                subject,
                before.hash(),
                runIndex,
                runLength,
                key,
                commandHash,
                encode(tags),
                metadata,
                payloads.toBytes(type, message.payload()));
    }

    Object payload(EventRecord record) {
        return payloads.fromBytes(record.type(), record.value());
    }

    /** The message as every reader gets it, before and after a takeover alike. */
    StoredEvent toEvent(EventRecord record, Object payload) {
        Map<String, String> metadata = new HashMap<>(record.metadata());
        String version = take(metadata, EventMetadata.TYPE_VERSION);
        putUnlessEmpty(metadata, EventMetadata.KEY, record.key());
        putUnlessEmpty(metadata, EventMetadata.COMMAND_HASH, record.commandHash());
        putUnlessEmpty(metadata, EventMetadata.SUBJECT, record.subject());
        if (record.occurredMicros() != record.recordedMicros()) {
            metadata.put(EventMetadata.OCCURRED_AT, Long.toString(record.occurredMicros()));
        }
        EventMessage message =
                new GenericEventMessage(
                        record.id(),
                        new MessageType(
                                payloads.currentType(record.type()),
                                version.isEmpty() ? MessageType.DEFAULT_VERSION : version),
                        payload,
                        metadata,
                        Micros.toInstant(record.recordedMicros()));
        return new StoredEvent(record.sequence(), message, decode(record.tags()));
    }

    private static List<String> encode(Set<Tag> tags) {
        List<String> encoded = new ArrayList<>(tags.size());
        tags.forEach(tag -> encoded.add(percent(tag.key()) + "=" + percent(tag.value())));
        encoded.sort(null);
        return encoded;
    }

    private static Set<Tag> decode(List<String> encoded) {
        Set<Tag> tags = new HashSet<>();
        for (String tag : encoded) {
            int equals = tag.indexOf('=');
            tags.add(Tag.of(plain(tag.substring(0, equals)), plain(tag.substring(equals + 1))));
        }
        return Set.copyOf(tags);
    }

    private static String percent(String text) {
        return isPlain(text) ? text : encoded(text);
    }

    /** Whether encoding leaves the text as it is. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '-'
                            || c == '_'
                            || c == '.'
                            || c == '*';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String plain(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String take(Map<String, String> metadata, String name) {
        String text = metadata.remove(name);
        return text == null ? "" : text;
    }

    private static void putUnlessEmpty(Map<String, String> metadata, String name, String text) {
        if (!text.isEmpty()) {
            metadata.put(name, text);
        }
    }
}
