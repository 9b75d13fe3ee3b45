package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class KeyMemoryTest {
    private final MemoryIndex index = new MemoryIndex();
    private final KeyMemory keys = new KeyMemory(index);

    /** {@code -Dtest.seed=N} runs other histories. */
    @RepeatedTest(10)
    void remembersExactlyWhatAListOnTheHeapWould(RepetitionInfo run) {
        long seed = Seeds.of(run.getCurrentRepetition());
        SplittableRandom random = new SplittableRandom(seed);
        IdempotencyKeys onHeap = new IdempotencyKeys();
        long now = Desk.START;
        for (int i = 0; i < 500; i++) {
            now += random.nextLong(2 * Limits.KEY_GENERATION_MICROS);
            String key = "k" + random.nextInt(60);
            if (random.nextInt(6) == 0) {
                long before = now - random.nextLong(3 * Limits.KEY_MEMORY_MICROS);
                onHeap.forget(before);
                keys.forget(before);
            } else if (onHeap.get(key).isEmpty()) {
                onHeap.remember(key, outcome(now));
                keys.remember(key, outcome(now));
            }
            for (int k = 0; k < 60; k++) {
                assertThat(keys.get("k" + k))
                        .as("seed %s, step %s", seed, i)
                        .isEqualTo(onHeap.get("k" + k));
            }
            assertThat(onHeap.due(now) && !keys.due(now)).as("seed %s, step %s", seed, i).isFalse();
        }
    }

    @Test
    void dropsTheEntriesOfAGenerationThatIsForgotten() {
        keys.remember("k", outcome(Desk.START));
        long generation = Math.floorDiv(Desk.START, KeyMemory.GENERATION_MICROS);
        assertThat(index.get("k" + generation + "/k")).isPresent();

        keys.forget((generation + 1) * KeyMemory.GENERATION_MICROS);

        assertThat(index.get("k" + generation + "/k")).isEmpty();
        assertThat(keys.generations()).isEmpty();
    }

    @Test
    void keysOnTopOfOthersLeaveThemAsTheyAre() {
        keys.remember("below", outcome(Desk.START));
        String before = keys.toString();
        KeyMemory fork = new KeyMemory(keys, new ForkedIndex(index));
        fork.remember("above", outcome(Desk.START + 2 * KeyMemory.GENERATION_MICROS));

        assertThat(fork.get("below")).isPresent();
        assertThat(fork.get("above")).isPresent();
        assertThat(keys.get("above")).isEmpty();
        fork.forget(Desk.START + KeyMemory.GENERATION_MICROS);
        assertThat(fork.get("below")).isEmpty();
        assertThat(keys.get("below")).isPresent();
        assertThat(keys).hasToString(before);
    }

    @Test
    void keepsAllOfAnOutcome() {
        KeyOutcome refused =
                new KeyOutcome("hash", "CODE", Map.of("a", "b"), "id", 5, "record", Desk.START);
        keys.remember("k", refused);

        assertThat(keys.get("k")).isEqualTo(Optional.of(refused));
    }

    private static KeyOutcome outcome(long recordedMicros) {
        return new KeyOutcome("h", "", Map.of(), "id", 1, "r", recordedMicros);
    }
}
