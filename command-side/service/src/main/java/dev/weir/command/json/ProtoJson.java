package dev.weir.command.json;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.commands.v1.CommandReply;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proto3 JSON as {@code docs/api.md} describes it: {@code snake_case} is written, both spellings
 * are read, unknown fields and wrong types are refused. Stricter than protobuf's own reader, which
 * takes comments, single quotes and text behind the end.
 */
public final class ProtoJson {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    // A receipt names its sequence, that of a book's first record too: it is 0.
                    .includingDefaultValueFields(
                            Set.of(
                                    CommandReply.getDescriptor()
                                            .findFieldByNumber(
                                                    CommandReply.SEQUENCE_FIELD_NUMBER)));

    private static final String GSON_ADVICE =
            "Use JsonReader.setStrictness(Strictness.LENIENT) to accept ";

    /** One for each command that is read so; they are asked for with every payment. */
    private static final Map<Flattened, Set<String>> OWN_NAMES = new ConcurrentHashMap<>();

    private record Flattened(Descriptor type, String nested) {}

    private ProtoJson() {}

    /** Reads a body that is the message itself; an empty body is the empty message. */
    public static Message read(byte[] body, Message prototype) throws MalformedBodyException {
        String text = text(body);
        if (text.isBlank()) {
            return prototype;
        }
        requireOneObject(text);
        return merge(text, prototype);
    }

    /**
     * Reads a body in which the fields of {@code nested} stand beside the message's own, for
     * example those of PaymentDetails beside {@code occurred_at}.
     */
    public static Message readFlattened(byte[] body, Message prototype, String nested)
            throws MalformedBodyException {
        String text = text(body);
        if (text.isBlank()) {
            return prototype;
        }
        requireOneObject(text);
        JsonObject flat = JsonParser.parseString(text).getAsJsonObject();
        JsonObject outer = new JsonObject();
        JsonObject inner = new JsonObject();
        Set<String> own =
                OWN_NAMES.computeIfAbsent(
                        new Flattened(prototype.getDescriptorForType(), nested),
                        ProtoJson::ownNames);
        for (var field : flat.entrySet()) {
            (own.contains(field.getKey()) ? outer : inner).add(field.getKey(), field.getValue());
        }
        outer.add(nested, inner);
        return merge(outer.toString(), prototype);
    }

    /** The message as one line of JSON. */
    public static String write(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    message.getDescriptorForType().getFullName() + " has no JSON form", e);
        }
    }

    /** Of every field but the nested one, in both spellings. */
    private static Set<String> ownNames(Flattened message) {
        return message.type().getFields().stream()
                .filter(field -> !field.getName().equals(message.nested()))
                .flatMap(field -> Stream.of(field.getName(), field.getJsonName()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Message merge(String text, Message prototype) throws MalformedBodyException {
        Message.Builder builder = prototype.newBuilderForType();
        try {
            PARSER.merge(text, builder);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedBodyException(shorten(e.getMessage()));
        } catch (RuntimeException e) {
            throw new MalformedBodyException(shorten(String.valueOf(e.getMessage())));
        }
        return builder.build();
    }

    private static String text(byte[] body) throws MalformedBodyException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedBodyException("it is not UTF-8");
        }
    }

    private static void requireOneObject(String text) throws MalformedBodyException {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new MalformedBodyException("it is not a JSON object");
            }
            reader.skipValue();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedBodyException("something follows the JSON object");
            }
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new MalformedBodyException(
                    shorten("no JSON: " + String.valueOf(e.getMessage()).replace(GSON_ADVICE, "")));
        }
    }

    /** Gson explains itself with links and several lines; a caller needs the first one. */
    private static String shorten(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() <= 240 ? line : line.substring(0, 240);
    }
}
