package dev.weir.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.spark.sql.SparkSession;

/** The Iceberg tables under one folder, as the Spark catalog {@code lake}. */
final class Lake {
    static final String CATALOG = "lake";

    private Lake() {}

    /**
     * Settings of a session on one machine that reads and writes the lake. Only a main or a test
     * makes the session.
     */
    static SparkSession.Builder configure(SparkSession.Builder builder, Path folder) {
        return builder.master("local[2]")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", false)
                // two cores and one process: more partitions only cost start-up
                .config("spark.sql.shuffle.partitions", 4)
                .config("spark.sql.session.timeZone", "UTC")
                // an overflow fails instead of wrapping
                .config("spark.sql.ansi.enabled", true)
                .config("spark.sql.warehouse.dir", folder.resolve(".spark").toUri().toString())
                .config(
                        "spark.sql.extensions",
                        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .config("spark.sql.catalog." + CATALOG, "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog." + CATALOG + ".type", "hadoop")
                .config("spark.sql.catalog." + CATALOG + ".warehouse", folder.toUri().toString());
    }

    /** The lake is this process's own until it is closed. */
    record Lock(Path folder, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the lock of " + folder + " cannot be closed", e);
            }
        }
    }

    /**
     * Takes the lake. Two that append the same offsets at once would both succeed, since Iceberg's
     * appends do not conflict.
     *
     * @throws ReplayFailure a check failed: another process has it
     */
    static Lock lock(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw ReplayFailure.checkFailed(
                        "another replay is writing the lake "
                                + folder
                                + "; wait until it has ended");
            }
            return new Lock(folder, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("the lake " + folder + " cannot be written", e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
