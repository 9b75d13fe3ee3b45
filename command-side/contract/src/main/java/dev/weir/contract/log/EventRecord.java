package dev.weir.contract.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One record of {@code weir.events} in plain terms: what its key, headers and value say. {@link
 * #headers} and {@link #parse} are each other's inverse; {@link #hash} is the record's place in the
 * chain.
 *
 * @param book the book, the record's key
 * @param sequence dense number in the book, from 0
 * @param id the event's own id, unique in its book
 * @param type full protobuf name of the value's message
 * @param recordedMicros time at which the owner recorded it, microseconds since 1970
 * @param occurredMicros business time, microseconds since 1970
 * @param subject the entity that it is about, or empty
 * @param previousHash hash of the record before in the book, 64 hex digits
 * @param runIndex place in the run of records that one command wrote, from 1
 * @param runLength number of records that the command wrote
 * @param key the caller's idempotency key, or empty
 * @param commandHash fingerprint of the command's content, or empty
 * @param tags Axon tags as {@code key=value}, both percent-encoded, sorted
 * @param metadata Axon metadata
 * @param value the message, serialised
 */
@SuppressWarnings(
        "ArrayRecordComponent") // the value is a message's bytes; nobody compares records by equals
public record EventRecord(
        String book,
        long sequence,
        String id,
        String type,
        long recordedMicros,
        long occurredMicros,
        String subject,
        String previousHash,
        int runIndex,
        int runLength,
        String key,
        String commandHash,
        List<String> tags,
        Map<String, String> metadata,
        byte[] value) {

    private static final String CONTENT_TYPE = "application/protobuf";

    /** The headers in the order in which they are written and hashed. */
    public List<Map.Entry<String, byte[]>> headers() {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>(16);
        add(headers, EventHeaders.SPEC_VERSION, "1.0");
        add(headers, EventHeaders.ID, id);
        add(headers, EventHeaders.SOURCE, "/books/" + book);
        add(headers, EventHeaders.TYPE, type);
        String recorded = Micros.format(recordedMicros);
        add(headers, EventHeaders.TIME, recorded);
        addUnlessEmpty(headers, EventHeaders.SUBJECT, subject);
        add(headers, EventHeaders.SEQUENCE, Long.toString(sequence));
        add(
                headers,
                EventHeaders.OCCURRED_AT,
                occurredMicros == recordedMicros ? recorded : Micros.format(occurredMicros));
        add(headers, EventHeaders.PREVIOUS_HASH, previousHash);
        add(headers, EventHeaders.RUN, runIndex + "/" + runLength);
        addUnlessEmpty(headers, EventHeaders.KEY, key);
        addUnlessEmpty(headers, EventHeaders.COMMAND_HASH, commandHash);
        add(headers, EventHeaders.CONTENT_TYPE, CONTENT_TYPE);
        tags.forEach(tag -> add(headers, EventHeaders.TAG, tag));
        metadata.forEach(
                (name, text) -> addUnlessEmpty(headers, EventHeaders.METADATA_PREFIX + name, text));
        return headers;
    }

    /** Hash of this record, 64 hex digits; see {@link RecordHash}. */
    public String hash() {
        return RecordHash.of(book.getBytes(StandardCharsets.UTF_8), headers(), value);
    }

    /**
     * Reads a record from its key, headers and value.
     *
     * @throws IllegalArgumentException naming the header that is missing or malformed
     */
    public static EventRecord parse(
            byte[] key, Iterable<Map.Entry<String, byte[]>> headers, byte[] value) {
        Map<String, String> attributes = new LinkedHashMap<>();
        List<String> tags = new ArrayList<>(2);
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> header : headers) {
            String text = new String(header.getValue(), StandardCharsets.UTF_8);
            if (header.getKey().equals(EventHeaders.TAG)) {
                tags.add(text);
            } else if (header.getKey().startsWith(EventHeaders.METADATA_PREFIX)) {
                metadata.put(
                        header.getKey().substring(EventHeaders.METADATA_PREFIX.length()), text);
            } else {
                attributes.put(header.getKey(), text);
            }
        }
        String run = required(attributes, EventHeaders.RUN);
        int slash = run.indexOf('/');
        try {
            return new EventRecord(
                    new String(key, StandardCharsets.UTF_8),
                    Long.parseLong(required(attributes, EventHeaders.SEQUENCE)),
                    required(attributes, EventHeaders.ID),
                    required(attributes, EventHeaders.TYPE),
                    Micros.parse(required(attributes, EventHeaders.TIME)),
                    Micros.parse(required(attributes, EventHeaders.OCCURRED_AT)),
                    attributes.getOrDefault(EventHeaders.SUBJECT, ""),
                    required(attributes, EventHeaders.PREVIOUS_HASH),
                    Integer.parseInt(run.substring(0, slash)),
                    Integer.parseInt(run.substring(slash + 1)),
                    attributes.getOrDefault(EventHeaders.KEY, ""),
                    attributes.getOrDefault(EventHeaders.COMMAND_HASH, ""),
                    List.copyOf(tags),
                    metadata,
                    value);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "a record of book "
                            + new String(key, StandardCharsets.UTF_8)
                            + " has a malformed header: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The idempotency key of the command that wrote the record, if it had one. */
    public Optional<String> idempotencyKey() {
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }

    private static String required(Map<String, String> attributes, String name) {
        String text = attributes.get(name);
        if (text == null) {
            throw new IllegalArgumentException("header " + name + " is missing");
        }
        return text;
    }

    private static void add(List<Map.Entry<String, byte[]>> headers, String name, String text) {
        headers.add(Map.entry(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void addUnlessEmpty(
            List<Map.Entry<String, byte[]>> headers, String name, String text) {
        if (!text.isEmpty()) {
            add(headers, name, text);
        }
    }
}
