package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.decisions.v1.FeatureVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Two thousand random histories: every vector is the one that the definitions give, whatever
 * happens to the state.
 */
class FeatureParityTest {
    @Test
    void equalsTheDefinitionsOnManyShortHistories() {
        for (long seed : Seeds.of(2_000)) {
            run(FeatureSet.payments2(), seed, 40, false);
        }
    }

    @Test
    void theFirstSetIsStillWhatItWas() {
        for (long seed : Seeds.of(300)) {
            run(FeatureSet.payments1(), seed, 40, false);
        }
    }

    @Test
    void equalsTheDefinitionsOnLongHistoriesOfBusyEntities() {
        for (long seed : Seeds.of(3)) {
            run(FeatureSet.payments2(), seed, 800, true);
        }
    }

    /**
     * Three states go through it: one as it is, one restored from its bytes at any time, one
     * cleaned up at any time.
     */
    private void run(FeatureSet set, long seed, int events, boolean dense) {
        BookFeatures features = new BookFeatures(set);
        RandomHistory history = new RandomHistory(seed, dense);
        SplittableRandom chance = new SplittableRandom(seed + 1);
        NaiveBook naive = new NaiveBook(set == FeatureSet.payments2());
        HeapState plain = new HeapState();
        HeapState restored = new HeapState();
        HeapState cleaned = new HeapState();
        for (int i = 0; i < events; i++) {
            RandomHistory.Event event = history.next();
            Map<String, Object> expected = naive.onEvent(event.message(), event.time());
            if (chance.nextInt(8) == 0) {
                restored = restored.copy();
            }
            if (chance.nextInt(3) == 0) {
                features.cleanUp(cleaned, chance.nextInt(200));
            }
            Optional<FeatureVector> vector = features.onEvent(event.message(), event.time(), plain);
            String where = "seed " + seed + ", event " + i;
            assertThat(features.onEvent(event.message(), event.time(), restored))
                    .as(where + ", restored")
                    .isEqualTo(vector);
            assertThat(features.onEvent(event.message(), event.time(), cleaned))
                    .as(where + ", cleaned up")
                    .isEqualTo(vector);
            if (expected != null) {
                assertThat(differences(set, vector.orElseThrow(), expected)).as(where).isEmpty();
            }
        }
        assertThat(BookFeatures.tooLate(plain)).as("seed " + seed).isEqualTo(naive.tooLate());
    }

    /**
     * Features whose value is not the expected one; the twin knows windows beyond the set, never
     * fewer.
     */
    private List<String> differences(
            FeatureSet set, FeatureVector vector, Map<String, Object> expected) {
        FeatureValues values = set.read(vector);
        return set.names().stream()
                .filter(name -> !values.value(name).equals(expected.get(name)))
                .map(name -> name + ": " + values.value(name) + " for " + expected.get(name))
                .toList();
    }
}
