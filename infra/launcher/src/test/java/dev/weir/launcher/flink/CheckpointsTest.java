package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir private Path folder;

    private Path complete(String path, long atSecond) throws Exception {
        Path checkpoint = Files.createDirectories(folder.resolve(path));
        Path metadata = Files.createFile(checkpoint.resolve("_metadata"));
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(atSecond * 1000));
        return checkpoint;
    }

    @Test
    void theNewestCompleteOneComesFirstWhateverItsNumber() throws Exception {
        Path old = complete("job-a/chk-40", 100);
        Path fresh = complete("job-b/chk-2", 200);
        Files.createDirectories(folder.resolve("job-b/chk-3"));

        assertThat(new Checkpoints(folder).newestFirst(List.of("job-a", "job-b"), List.of()))
                .containsExactly(fresh, old);
    }

    @Test
    void anotherJobsCheckpointsAreNotTaken() throws Exception {
        complete("job-other/chk-9", 300);

        assertThat(new Checkpoints(folder).newestFirst(List.of("job-a"), List.of())).isEmpty();
    }

    @Test
    void aSavepointNewerThanTheCheckpointsIsPreferred() throws Exception {
        Path checkpoint = complete("job-a/chk-40", 100);
        Path savepoint = complete("savepoint-1", 101);
        Path torn = Files.createDirectories(folder.resolve("savepoint-2"));

        assertThat(new Checkpoints(folder).newestFirst(List.of("job-a"), List.of(torn, savepoint)))
                .containsExactly(savepoint, checkpoint);
    }

    @Test
    void foldersBesideCheckpointsAreNotCheckpoints() throws Exception {
        complete("job-a/shared", 100);

        assertThat(new Checkpoints(folder).newestFirst(List.of("job-a"), List.of())).isEmpty();
    }
}
