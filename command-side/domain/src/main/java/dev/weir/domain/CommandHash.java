package dev.weir.domain;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Fingerprint of a command's content, so that a repeat is told from another command under the same
 * id or key.
 */
public final class CommandHash {
    private static final int BYTES = 16;

    /** A digest is as new after each use; looking one up costs as much as hashing. */
    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(CommandHash::sha256);

    private CommandHash() {}

    /**
     * 32 hex digits: the first half of SHA-256 over the message's full name and its deterministic
     * serialisation without {@code book_id}, which REST carries in the path.
     */
    public static String of(Message command) {
        byte[] name = command.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8);
        byte[] content = deterministic(withoutBook(command));
        // Nothing can fail from here on: the digest is left as new.
        MessageDigest digest = SHA_256.get();
        digest.update(name);
        digest.update((byte) 0);
        byte[] hash = digest.digest(content);
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }

    /** SHA-256 of a message's deterministic serialisation, 32 hex digits; to compare decisions. */
    static String ofContent(Message message) {
        return HexFormat.of().formatHex(SHA_256.get().digest(deterministic(message)), 0, BYTES);
    }

    private static Message withoutBook(Message command) {
        FieldDescriptor book = command.getDescriptorForType().findFieldByName("book_id");
        return book == null || ((String) command.getField(book)).isEmpty()
                ? command
                : command.toBuilder().clearField(book).build();
    }

    private static byte[] deterministic(Message message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            message.writeTo(output);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the message's size takes it", e);
        }
        output.checkNoSpaceLeft();
        return bytes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
