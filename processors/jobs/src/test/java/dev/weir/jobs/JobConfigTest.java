package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {

    @Test
    void hasDefaultsForAllButKafka() {
        assertThat(JobConfig.fromArgs("--kafka", "here:1"))
                .isEqualTo(
                        new JobConfig(
                                "here:1",
                                1,
                                Duration.ZERO,
                                Duration.ofMillis(500),
                                Duration.ofSeconds(10),
                                0,
                                "",
                                false,
                                ""));
    }

    @Test
    void readsEveryOption() {
        assertThat(
                        JobConfig.fromArgs(
                                "--kafka",
                                "here:1",
                                "--parallelism",
                                "2",
                                "--buffer-timeout",
                                "5ms",
                                "--fetch-wait",
                                "50ms",
                                "--checkpoint-interval",
                                "3s",
                                "--decide-from",
                                "1700000000000000",
                                "--models",
                                "/models",
                                "--fan-out",
                                "true",
                                "--job",
                                "a1"))
                .isEqualTo(
                        new JobConfig(
                                "here:1",
                                2,
                                Duration.ofMillis(5),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(3),
                                1_700_000_000_000_000L,
                                "/models",
                                true,
                                "a1"));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "--kafka here:1 --colour red | unknown options [--colour]",
                "--kafka here:1 --parallelism | has no value",
                "--kafka here:1 --fan-out yes | --fan-out is true or false",
                "--kafka here:1 --parallelism 0 | --parallelism must lie in 1..128",
                "--parallelism 2 | --kafka HOST:PORT is missing"
            },
            delimiter = '|')
    void refusesWhatItDoesNotKnow(String args, String reason) {
        assertThatThrownBy(() -> JobConfig.fromArgs(args.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void forbidsGenericSerialisation() {
        assertThat(JobConfig.fromArgs("--kafka", "here:1").flink().toMap())
                .containsEntry("pipeline.generic-types", "false")
                .containsEntry("execution.buffer-timeout.interval", "0ms")
                .containsEntry("state.backend.type", "rocksdb")
                .containsEntry("execution.checkpointing.unaligned.enabled", "false");
    }
}
