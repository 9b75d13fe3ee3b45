package dev.weir.launcher.platform;

import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The platform's data folder, held by one supervisor at a time. */
public final class DataFolder implements AutoCloseable {
    /** Goes up when what lies in the folder can no longer be read by an older launcher. */
    static final String FORMAT_VERSION = "1";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder, making it when it is absent.
     *
     * @throws Failure when another platform runs on it, or it is not one of this version
     */
    public static DataFolder open(Path path) {
        try {
            Files.createDirectories(path.resolve("run"));
            Files.createDirectories(path.resolve("logs"));
            FileChannel lockFile =
                    FileChannel.open(
                            path.resolve("run").resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!taken(lockFile)) {
                lockFile.close();
                throw Failure.failed(
                        "A platform runs on "
                                + path
                                + " already: see `weir status`, end it with `weir down`, or choose"
                                + " another folder with --data.");
            }
            DataFolder folder = new DataFolder(path, lockFile);
            folder.checkFormat();
            return folder;
        } catch (IOException e) {
            throw Failure.failed(
                    "The data folder "
                            + path
                            + " cannot be used: "
                            + e
                            + ". Choose another with"
                            + " --data.",
                    e);
        }
    }

    private static boolean taken(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void checkFormat() throws IOException {
        Path file = path.resolve("format-version");
        if (Files.notExists(file)) {
            if (Files.exists(path.resolve("kafka"))) {
                close();
                throw Failure.failed(
                        "The data folder "
                                + path
                                + " is broken: it has a log but no format-version. Restore that file"
                                + " from a copy, or choose another folder with --data.");
            }
            Files.writeString(file, FORMAT_VERSION + "\n");
            return;
        }
        String found = Files.readString(file).strip();
        if (!found.equals(FORMAT_VERSION)) {
            close();
            throw Failure.failed(
                    "The data folder "
                            + path
                            + " has format version '"
                            + found.lines().findFirst().orElse("")
                            + "', this weir reads version "
                            + FORMAT_VERSION
                            + ": use the weir that made it, or choose another folder with --data.");
        }
    }

    /** The model store in a data folder. */
    public static Path models(Path data) {
        return data.resolve("models");
    }

    public Path path() {
        return path;
    }

    /** Lets go of the folder; what lies in it stays. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
