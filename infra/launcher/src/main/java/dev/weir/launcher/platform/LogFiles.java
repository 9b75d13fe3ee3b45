package dev.weir.launcher.platform;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** {@code DATA/logs}: what each part printed, at most twice {@link #BYTES_MAX} of each. */
public final class LogFiles {
    static final long BYTES_MAX = 16L << 20;
    private static final int TAIL_BYTES = 64 * 1024;

    private final Path folder;

    public LogFiles(Path data) {
        this.folder = data.resolve("logs");
    }

    public Path of(String part) {
        return folder.resolve(part + ".log");
    }

    /** The parts that have printed something, by name. */
    public List<String> parts() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Keeps the files bounded: a large one is copied to PART.log.1 and emptied in place, as its
     * writer holds it open (for appending, so that it goes on at the new end).
     */
    void rotate() throws IOException {
        for (String part : parts()) {
            Path file = of(part);
            if (Files.size(file) > BYTES_MAX) {
                Files.copy(
                        file, folder.resolve(part + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
                FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
            }
        }
    }

    /** The last lines that a part printed. */
    public static List<String> tail(Path file, int lines) {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, access.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (access.length() - from)];
            access.seek(from);
            access.readFully(bytes);
            List<String> all =
                    new String(bytes, java.nio.charset.StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
