package dev.weir.launcher.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads what is added to a file, whole lines only; begins again when the file was emptied. */
final class LogTail implements AutoCloseable {
    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private FileChannel channel;

    /**
     * @param file need not exist yet
     */
    LogTail(Path file) {
        this.file = file;
    }

    /** Lines added since the last call, at most a buffer of them. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        if (channel == null) {
            if (Files.notExists(file)) {
                return lines;
            }
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
        if (channel.size() < channel.position()) {
            channel.position(0);
        }
        buffer.clear();
        if (channel.read(buffer) <= 0) {
            return lines;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(next);
            }
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
