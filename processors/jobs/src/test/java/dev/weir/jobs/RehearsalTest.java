package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir private Path folder;

    private static JobConfig withoutKafka() {
        return JobConfig.fromArgs("--kafka", "", "--checkpoint-interval", "1s");
    }

    @Test
    void everyMadeUpPaymentIsDecidedByTheRealJob() throws Exception {
        long decided = Rehearsal.run(300, withoutKafka(), folder, 0, Duration.ofSeconds(60));

        assertThat(decided).isEqualTo(300);
    }

    @Test
    void oneThatTakesTooLongIsGivenUp() {
        assertThatThrownBy(
                        () ->
                                Rehearsal.run(
                                        Integer.MAX_VALUE / 2,
                                        withoutKafka(),
                                        folder,
                                        0,
                                        Duration.ofSeconds(3)))
                .isInstanceOf(TimeoutException.class);
    }
}
