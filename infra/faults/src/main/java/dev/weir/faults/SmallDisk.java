package dev.weir.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A filesystem in memory that can be made full and be given room again. */
final class SmallDisk implements AutoCloseable {
    /** More than the longest run writes to one broker; what is not used takes no memory. */
    private static final long BYTES = 6L << 30;

    /** What is left besides what is used, for the file that takes it. */
    private static final long ROOM_BYTES = 16L << 20;

    private static final int BLOCK_BYTES = 64 << 10;

    private final Path folder;
    private boolean mounted = true;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Empty where this user may not mount. */
    static Optional<SmallDisk> mount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        return run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "weir-faults", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    /** Takes all the room, to the last byte. */
    void fill() throws IOException, InterruptedException {
        FileStore store = Files.getFileStore(folder);
        long used = store.getTotalSpace() - store.getUsableSpace();
        resize(used + ROOM_BYTES);
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            byte[] block = new byte[BLOCK_BYTES];
            while (true) {
                ballast.write(block);
            }
        } catch (IOException e) {
            if (store.getUsableSpace() >= BLOCK_BYTES) {
                throw e;
            }
        }
    }

    void free() throws IOException, InterruptedException {
        Files.deleteIfExists(ballast());
        resize(BYTES);
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private void resize(long bytes) throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount,size=" + bytes, folder.toString())) {
            throw new IOException(folder + " cannot be given " + bytes + " bytes");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // no such program here
            return false;
        }
    }

    /** Whoever still uses it keeps it until its end. */
    @Override
    public synchronized void close() throws IOException {
        if (!mounted) {
            return;
        }
        mounted = false;
        try {
            run("umount", "-l", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
