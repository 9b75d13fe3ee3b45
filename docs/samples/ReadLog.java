import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads weir.events to its end with nothing of Weir but its descriptor set, prints one line of JSON
 * an event and verifies the sequence and the hash chain of every book. docs/log-format.md describes
 * what is read.
 *
 * <pre>java -cp kafka-clients.jar:slf4j-api.jar:protobuf-java.jar ReadLog.java 127.0.0.1:7420 weir.desc</pre>
 */
public final class ReadLog {
    private static final String TOPIC = "weir.events";

    private final Map<String, Descriptor> types = new HashMap<>();
    private final Map<String, Long> nextSequence = new HashMap<>();
    private final Map<String, String> lastHash = new HashMap<>();

    /** Takes the bytes of the descriptor set. */
    public ReadLog(byte[] descriptorSet)
            throws InvalidProtocolBufferException, DescriptorValidationException {
        Map<String, FileDescriptor> files = new HashMap<>();
        // a file stands behind those it imports
        for (FileDescriptorProto file : FileDescriptorSet.parseFrom(descriptorSet).getFileList()) {
            List<FileDescriptor> imports = new ArrayList<>();
            file.getDependencyList().forEach(name -> imports.add(files.get(name)));
            FileDescriptor built =
                    FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
            files.put(file.getName(), built);
            built.getMessageTypes().forEach(type -> types.put(type.getFullName(), type));
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: ReadLog BOOTSTRAP DESCRIPTOR_SET");
            System.exit(2);
        }
        ReadLog log = new ReadLog(Files.readAllBytes(Path.of(arguments[1])));
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        // without it, events would be seen that were never committed
        properties.put("isolation.level", "read_committed");
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(TOPIC).stream()
                            .map(info -> new TopicPartition(TOPIC, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    System.out.println(log.line(record));
                }
            }
        }
        System.err.println(log.nextSequence.size() + " books, all chains sound");
    }

    /** One event as JSON. Throws IllegalStateException where a book's sequence or chain is broken. */
    public String line(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
        String book = new String(record.key(), StandardCharsets.UTF_8);
        long sequence = Long.parseLong(header(record, "ce_seq"));
        String where = "book " + book + " sequence " + sequence;
        if (sequence != nextSequence.getOrDefault(book, 0L)) {
            throw new IllegalStateException(where + " is out of order");
        }
        if (!header(record, "ce_prevhash").equals(lastHash.getOrDefault(book, "0".repeat(64)))) {
            throw new IllegalStateException(where + ": the record before it was altered");
        }
        nextSequence.put(book, sequence + 1);
        lastHash.put(book, hash(record));
        String type = header(record, "ce_type");
        Descriptor descriptor = types.get(type);
        String event =
                descriptor == null
                        ? "null" // an event that is newer than the descriptor set
                        : json(DynamicMessage.parseFrom(descriptor, record.value()));
        return "{\"book\":%s,\"sequence\":%d,\"type\":%s,\"recorded_at\":%s,\"occurred_at\":%s,\"event\":%s}"
                .formatted(
                        quoted(book),
                        sequence,
                        quoted(type),
                        quoted(header(record, "ce_time")),
                        quoted(header(record, "ce_occurredat")),
                        event);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalStateException("offset " + record.offset() + " lacks " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** SHA-256 over key, headers in order but for the trace context, and value, each behind its 4-byte length. */
    private static String hash(ConsumerRecord<byte[], byte[]> record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, record.key());
            for (Header header : record.headers()) {
                if (!header.key().equals("traceparent") && !header.key().equals("tracestate")) {
                    add(digest, header.key().getBytes(StandardCharsets.UTF_8));
                    add(digest, header.value());
                }
            }
            add(digest, record.value());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    /** The fields that are set. 64-bit integers are text, so that no reader rounds money. */
    private static String json(Message message) {
        StringJoiner fields = new StringJoiner(",", "{", "}");
        message.getAllFields()
                .forEach((field, value) -> fields.add(quoted(field.getName()) + ":" + json(field, value)));
        return fields.toString();
    }

    private static String json(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            StringJoiner entries = new StringJoiner(",", "{", "}");
            FieldDescriptor mapKey = field.getMessageType().findFieldByName("key");
            FieldDescriptor mapValue = field.getMessageType().findFieldByName("value");
            for (Object entry : (List<?>) value) {
                Message pair = (Message) entry;
                entries.add(
                        quoted(pair.getField(mapKey).toString())
                                + ":"
                                + element(pair.getField(mapValue)));
            }
            return entries.toString();
        }
        if (field.isRepeated()) {
            StringJoiner elements = new StringJoiner(",", "[", "]");
            ((List<?>) value).forEach(each -> elements.add(element(each)));
            return elements.toString();
        }
        return element(value);
    }

    private static String element(Object value) {
        return switch (value) {
            case Message message -> json(message);
            case EnumValueDescriptor name -> quoted(name.getName());
            case ByteString bytes -> quoted(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Integer number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
