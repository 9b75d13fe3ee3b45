package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code weir faults --log}; its long form has 55 faults. */
class LogFaultsTest {
    @TempDir private static Path folder;

    @Test
    void nothingIsLostOrDoubledWhenOwnersAndBrokersAreKilledAndFrozen() throws Exception {
        LogFaults.Plan plan = LogFaults.Plan.brief(Long.getLong("weir.seed", 1L));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        LogFaults.Result result;
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
                LogFaults faults = LogFaults.start(folder.resolve("data"), plan)) {
            result = faults.run(plan, out);
        } finally {
            System.out.println(printed.toString(StandardCharsets.UTF_8));
        }

        assertThat(result.clean()).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(result.faults()).isEqualTo(4);
        assertThat(result.verdict().commands()).isGreaterThan(1_000);
    }
}
