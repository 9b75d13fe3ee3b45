package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.launcher.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir private Path data;

    @Test
    void aNewFolderGetsTheFormatVersion() throws Exception {
        DataFolder.open(data.resolve("new")).close();

        assertThat(data.resolve("new/format-version")).hasContent(DataFolder.FORMAT_VERSION + "\n");
    }

    @Test
    void aFolderOfAnotherFormatIsRefusedWithBothVersions() throws Exception {
        Files.writeString(data.resolve("format-version"), "99\n");

        assertThatThrownBy(() -> DataFolder.open(data))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("'99'")
                .hasMessageContaining("version " + DataFolder.FORMAT_VERSION);
    }

    @Test
    void aLogWithoutAFormatVersionIsABrokenFolder() throws Exception {
        Files.createDirectories(data.resolve("kafka"));

        assertThatThrownBy(() -> DataFolder.open(data))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("broken");
    }

    @Test
    void oneFolderHasOnePlatform() throws Exception {
        try (DataFolder first = DataFolder.open(data)) {
            assertThatThrownBy(() -> DataFolder.open(first.path()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("already");
        }
        DataFolder.open(data).close();
    }

    @Test
    void aFileInTheWayIsSaidInOneSentence() throws Exception {
        Path file = Files.createFile(data.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot be used");
    }
}
