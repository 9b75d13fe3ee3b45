package dev.weir.launcher.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds what a job can be started from. A standalone cluster remembers nothing of its jobs, so the
 * folders on disk are the only record: CHECKPOINTS/JOB_ID/chk-N, complete once _metadata is there.
 */
final class Checkpoints {
    private static final String COMPLETE = "_metadata";

    private final Path folder;

    Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * Complete checkpoints of these jobs and those savepoints that are whole, the newest first.
     *
     * @param jobIds every id under which the job has run
     * @param savepoints folders of savepoints of the job
     */
    List<Path> newestFirst(List<String> jobIds, List<Path> savepoints) {
        Stream<Path> checkpoints = jobIds.stream().flatMap(id -> children(folder.resolve(id)));
        return Stream.concat(checkpoints, savepoints.stream())
                .filter(path -> Files.isRegularFile(path.resolve(COMPLETE)))
                .sorted(Comparator.comparingLong(Checkpoints::completedAt).reversed())
                .toList();
    }

    private static Stream<Path> children(Path jobFolder) {
        if (!Files.isDirectory(jobFolder)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(jobFolder)) {
            return children
                    .filter(path -> path.getFileName().toString().startsWith("chk-"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long completedAt(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(checkpoint.resolve(COMPLETE)).toMillis();
        } catch (IOException e) {
            // removed since it was listed: Flink keeps two, and a newer one has just been completed
            return 0;
        }
    }
}
