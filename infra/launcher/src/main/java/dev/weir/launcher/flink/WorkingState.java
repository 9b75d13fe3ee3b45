package dev.weir.launcher.flink;

import dev.weir.launcher.platform.Folders;
import dev.weir.launcher.platform.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Where the task managers keep the state that they work on, the files of RocksDB.
 *
 * <p>For each checkpoint a task waits until RocksDB has synced them. On a disk that others write to
 * that takes up to a second, and payments wait behind it; in memory it takes nothing. A restart
 * reads the checkpoints, which are on the disk in any case, so nothing is lost with these files.
 * They lie in memory as long as they are small against what is available of it.
 */
public final class WorkingState {
    /** A file system in memory on every Linux. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Of the memory that is available, a part of so many may be taken. */
    private static final int PARTS = 4;

    private final Path memory;
    private final Path disk;
    private final LongSupplier availableBytes;
    private long limitBytes;
    private boolean inMemory;
    private boolean outgrown;

    /**
     * @param disk the folder for it in the data folder
     */
    WorkingState(Path disk) {
        this(inSharedMemory(disk), disk, Memory::availableBytes);
    }

    /**
     * @param memory folder in memory, of this platform alone
     * @param availableBytes of memory; -1: not known
     */
    WorkingState(Path memory, Path disk, LongSupplier availableBytes) {
        this.memory = memory;
        this.disk = disk;
        this.availableBytes = availableBytes;
    }

    private static Path inSharedMemory(Path disk) {
        String of = disk.toAbsolutePath().normalize().toString();
        return SHARED_MEMORY.resolve(
                "weir-" + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Chooses a place and gives an empty folder in it.
     *
     * @param part a task manager's name
     * @param stateBytes how large the state was last, as far as it is known
     */
    public synchronized Path begin(String part, long stateBytes) throws IOException {
        Folders.delete(disk.resolve(part));
        limitBytes = availableBytes.getAsLong() / PARTS;
        inMemory =
                cleared(memory.resolve(part))
                        && !outgrown
                        && limitBytes > 0
                        && stateBytes <= limitBytes / 2;
        if (inMemory) {
            Files.createDirectory(memory.resolve(part));
        } else {
            Files.createDirectories(disk.resolve(part));
        }
        return (inMemory ? memory : disk).resolve(part);
    }

    /** False where there is no such file system, or its folder is another user's. */
    private boolean cleared(Path folder) {
        if (!Files.isWritable(memory.getParent())) {
            return false;
        }
        try {
            Folders.delete(folder);
            if (Files.notExists(memory)) {
                // what is known of people lies in it
                Files.createDirectory(
                        memory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Whether it takes more memory than it may. From then on {@link #begin} gives folders on the
     * disk, so the task managers have to be started anew.
     */
    public synchronized boolean outgrows() throws IOException {
        if (inMemory && sizeOf(memory) > limitBytes) {
            outgrown = true;
            inMemory = false;
            return true;
        }
        return false;
    }

    /** Removes what lies in memory. */
    public synchronized void end() throws IOException {
        Folders.delete(memory);
    }

    /** Bytes of all files in a folder; 0 if there is none. Files may go while they are counted. */
    static long sizeOf(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return 0;
        }
        long[] bytes = new long[1];
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        bytes[0] += attributes.size();
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return bytes[0];
    }
}
