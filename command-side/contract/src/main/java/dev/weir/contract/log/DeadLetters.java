package dev.weir.contract.log;

import com.google.protobuf.ByteString;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterHeader;
import java.util.Map;

/** How a record that a consumer could not apply becomes a letter of {@code weir.dead-letters}. */
public final class DeadLetters {
    /** Header of a record that is written to its topic again: the letter that it came from. */
    public static final String RETRY_OF = "weir-dead-letter";

    /** Header beside it: how often the record was tried before, decimal. */
    public static final String ATTEMPTS = "weir-attempts";

    /** An error's text is cut behind so many characters: it may hold the whole record. */
    private static final int ERROR_CHARACTERS_MAX = 2_000;

    private DeadLetters() {}

    /** The same record of the same consumer has the same id, however often it is set aside. */
    public static String id(String consumer, String topic, int partition, long offset) {
        return consumer + ":" + topic + "-" + partition + "@" + offset;
    }

    /**
     * @param key null: the record had none
     * @param headers names and values in order; a value may be null
     * @param value null: the record had none
     * @param atMicros the consumer's clock, microseconds since 1970
     */
    public static DeadLetter.Builder letter(
            String consumer,
            String topic,
            int partition,
            long offset,
            byte[] key,
            Iterable<Map.Entry<String, byte[]>> headers,
            byte[] value,
            String error,
            long atMicros) {
        DeadLetter.Builder letter =
                DeadLetter.newBuilder()
                        .setId(id(consumer, topic, partition, offset))
                        .setConsumer(consumer)
                        .setTopic(topic)
                        .setPartition(partition)
                        .setOffset(offset)
                        .setKey(bytes(key))
                        .setValue(bytes(value))
                        .setError(cut(error))
                        .setAttempts(1)
                        .setSetAsideMicros(atMicros);
        for (Map.Entry<String, byte[]> header : headers) {
            letter.addHeaders(
                    DeadLetterHeader.newBuilder()
                            .setName(header.getKey())
                            .setValue(bytes(header.getValue())));
            if (header.getKey().equals(ATTEMPTS) && header.getValue() != null) {
                letter.setAttempts(attempts(header.getValue()) + 1);
            }
        }
        return letter;
    }

    private static int attempts(byte[] header) {
        try {
            return Math.clamp(
                    Long.parseLong(new String(header, java.nio.charset.StandardCharsets.UTF_8)),
                    0,
                    Integer.MAX_VALUE - 1);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static ByteString bytes(byte[] value) {
        return value == null ? ByteString.EMPTY : ByteString.copyFrom(value);
    }

    private static String cut(String error) {
        String text = error == null ? "" : error;
        return text.length() <= ERROR_CHARACTERS_MAX
                ? text
                : text.substring(0, ERROR_CHARACTERS_MAX);
    }
}
