package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    @TempDir private Path data;

    private Path log() throws Exception {
        Files.createDirectories(data.resolve("logs"));
        return new LogFiles(data).of("kafka");
    }

    @Test
    void aLargeLogIsSetAsideAndItsWriterGoesOnAtTheNewEnd() throws Exception {
        Path log = log();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(LogFiles.BYTES_MAX + 1);
        }
        try (var writer = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            new LogFiles(data).rotate();
            writer.write("after\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        assertThat(log).hasContent("after\n");
        assertThat(data.resolve("logs/kafka.log.1")).hasSize(LogFiles.BYTES_MAX + 1);
        assertThat(new LogFiles(data).parts()).containsExactly("kafka");
    }

    @Test
    void aSmallLogIsLeftAlone() throws Exception {
        Files.writeString(log(), "line\n");

        new LogFiles(data).rotate();

        assertThat(log()).hasContent("line\n");
    }

    @Test
    void aTailGivesWholeLinesAndBeginsAgainAfterRotation() throws Exception {
        Path log = log();
        try (LogTail tail = new LogTail(log)) {
            assertThat(tail.lines()).isEmpty();
            Files.writeString(log, "one\ntwo");
            assertThat(tail.lines()).containsExactly("one");
            Files.writeString(log, " ends\n", StandardOpenOption.APPEND);
            assertThat(tail.lines()).containsExactly("two ends");
            Files.writeString(log, "new\n");
            assertThat(tail.lines()).containsExactly("new");
        }
    }

    @Test
    void theLastLinesOfALogAreFound() throws Exception {
        Files.writeString(log(), "one\ntwo\nthree\n");

        assertThat(LogFiles.tail(log(), 2)).containsExactly("two", "three");
        assertThat(LogFiles.tail(data.resolve("absent"), 2)).isEmpty();
    }
}
