package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingStateTest {
    private static final String PART = "flink-taskmanager-1";
    private static final long AVAILABLE = 4_000;

    @TempDir Path folder;
    private Path memory;
    private Path disk;
    private WorkingState state;

    @BeforeEach
    void hasBothPlaces() throws IOException {
        memory = Files.createDirectory(folder.resolve("shm")).resolve("weir-test");
        disk = folder.resolve("data");
        state = new WorkingState(memory, disk, () -> AVAILABLE);
    }

    @Test
    void aSmallStateLiesInMemory() throws IOException {
        assertThat(state.begin(PART, 500)).isEqualTo(memory.resolve(PART)).isEmptyDirectory();
    }

    @Test
    void aStateThatWouldTakeHalfOfItsPartOfTheMemoryLiesOnTheDisk() throws IOException {
        assertThat(state.begin(PART, 501)).isEqualTo(disk.resolve(PART)).isEmptyDirectory();
    }

    @Test
    void whereNoMemoryCanBeHadItLiesOnTheDisk() throws IOException {
        var nowhere = new WorkingState(folder.resolve("none/weir-test"), disk, () -> AVAILABLE);

        assertThat(nowhere.begin(PART, 0)).isEqualTo(disk.resolve(PART)).isEmptyDirectory();
    }

    @Test
    void whereTheAvailableMemoryIsNotKnownItLiesOnTheDisk() throws IOException {
        var unknown = new WorkingState(memory, disk, () -> -1);

        assertThat(unknown.begin(PART, 0)).isEqualTo(disk.resolve(PART));
    }

    @Test
    void whatAnEarlierProcessLeftIsRemovedFromBothPlaces() throws IOException {
        Files.createDirectories(disk.resolve(PART).resolve("old"));
        Files.write(state.begin(PART, 0).resolve("old.sst"), new byte[10]);

        assertThat(state.begin(PART, 0)).isEmptyDirectory();
        assertThat(disk.resolve(PART)).doesNotExist();
    }

    @Test
    void othersCannotReadWhatLiesInMemory() throws IOException {
        state.begin(PART, 0);

        assertThat(Files.getPosixFilePermissions(memory)).hasSize(3);
    }

    @Test
    void aStateThatOutgrowsItsPartOfTheMemoryMovesToTheDiskForGood() throws IOException {
        Path first = state.begin(PART, 0);
        Files.write(first.resolve("1.sst"), new byte[1_000]);
        assertThat(state.outgrows()).isFalse();

        Files.write(first.resolve("2.sst"), new byte[1]);
        assertThat(state.outgrows()).isTrue();
        assertThat(state.outgrows()).isFalse();
        assertThat(state.begin(PART, 0)).isEqualTo(disk.resolve(PART));
    }

    @Test
    void nothingStaysInMemoryWhenThePlatformEnds() throws IOException {
        Files.write(state.begin(PART, 0).resolve("1.sst"), new byte[1]);

        state.end();

        assertThat(memory).doesNotExist();
    }
}
