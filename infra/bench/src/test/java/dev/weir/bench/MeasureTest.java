package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureTest {
    @Test
    void anAimThatIsMissedIsPrintedAsMissed(@TempDir Path root) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        Report.publish(
                "x",
                List.of(
                        Measure.atMost("a", 20, "ms", 20, "m"),
                        Measure.atMost("b", 20.1, "ms", 20, "m")),
                root,
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(
                        printed.toString(StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> line.startsWith("a "))
                                .findFirst()
                                .orElseThrow())
                .endsWith("met");
        assertThat(
                        printed.toString(StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> line.startsWith("b "))
                                .findFirst()
                                .orElseThrow())
                .endsWith("MISSED");
        assertThat(
                        Json.MAPPER
                                .readTree(root.resolve("target/bench/x.json").toFile())
                                .get(1)
                                .path("met")
                                .asBoolean())
                .isFalse();
    }

    @Test
    void aRatioBelowTheAimIsMissed() {
        Measure measure = Measure.beside("a", 59, "1/s", "peer", 100, 0.6, "m");

        assertThat(measure.ratio()).isEqualTo(0.59);
        assertThat(measure.met()).isFalse();
    }

    @Test
    void anAimThatIsMissedIsAResultAndALossIsNone() {
        assertThat(Measure.atMost("a", 6, "s", 5, "m").broke()).isFalse();
        assertThat(Measure.none("lost", 0, "events", "m").broke()).isFalse();
        assertThat(Measure.none("lost", 1, "events", "m").broke()).isTrue();
        assertThat(Measure.failed("a", "the broker ended", "m").broke()).isTrue();
    }
}
