package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomIdsTest {
    private final RandomIds ids = new RandomIds();

    @Test
    void areRandomUuids() {
        assertThat(Stream.generate(ids).limit(1_000).map(UUID::fromString))
                .allSatisfy(
                        id -> {
                            assertThat(id.version()).isEqualTo(4);
                            assertThat(id.variant()).isEqualTo(2);
                        });
    }

    @Test
    void neverRepeatAcrossDraws() {
        assertThat(Stream.generate(ids).limit(10_000).distinct()).hasSize(10_000);
    }
}
