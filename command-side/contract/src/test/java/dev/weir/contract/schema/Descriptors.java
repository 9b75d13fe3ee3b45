package dev.weir.contract.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schema that this build publishes, and the one that was released. */
final class Descriptors {
    private Descriptors() {}

    /** With comments. */
    static FileDescriptorSet current() {
        return read("/weir.desc");
    }

    /**
     * Without comments, and without what is only a cache or between nodes of one build, and may
     * change: the state files of weir/store/v1, weir/internal.
     */
    static FileDescriptorSet released() {
        return read("/released/weir-v1.desc");
    }

    private static FileDescriptorSet read(String resource) {
        try (InputStream stream = Descriptors.class.getResourceAsStream(resource)) {
            return FileDescriptorSet.parseFrom(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
