package dev.weir.command.rest;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.json.MalformedBodyException;
import dev.weir.command.json.ProtoJson;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Map;

/** JSON bodies as protobuf messages, within their size. */
@Provider
@Consumes(MediaType.WILDCARD)
public final class ProtoBodyReader implements MessageBodyReader<Message> {
    /** One command: a transfer of 64 legs with all its metadata has some 30 KiB. */
    static final int COMMAND_BYTES_MAX = 1 << 20;

    /** A batch of 1,000 ordinary commands has some 300 KiB. */
    static final int BATCH_BYTES_MAX = 8 << 20;

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return Message.class.isAssignableFrom(type);
    }

    @Override
    public Message readFrom(
            Class<Message> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        CommandKind kind = CommandKind.of(Internal.getDefaultInstance(type));
        int bytesMax = kind == CommandKind.EXECUTE_BATCH ? BATCH_BYTES_MAX : COMMAND_BYTES_MAX;
        byte[] bytes = body.readNBytes(bytesMax + 1);
        if (bytes.length > bytesMax) {
            throw new ServiceException(
                    ServiceError.BODY_TOO_LARGE, Map.of("limit_bytes", Integer.toString(bytesMax)));
        }
        try {
            return kind.flattenedField().isEmpty()
                    ? ProtoJson.read(bytes, kind.prototype())
                    : ProtoJson.readFlattened(bytes, kind.prototype(), kind.flattenedField());
        } catch (MalformedBodyException e) {
            throw new ServiceException(
                    ServiceError.BODY_MALFORMED, Map.of("problem", e.getMessage()));
        }
    }
}
