package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.features.FeatureSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ModelsTest {
    /** Files in memory; remembers what was read. */
    private static final class MemoryModelStore implements ModelStore {
        private final Map<String, byte[]> files = new HashMap<>();
        private final List<String> reads = new ArrayList<>();

        private String put(long seed) {
            byte[] file =
                    ModelFile.write(RandomTrees.model(new SplittableRandom(seed), 10, 5, 4));
            files.put(ModelHash.of(file), file);
            return ModelHash.of(file);
        }

        @Override
        public Optional<byte[]> read(String hash) {
            reads.add(ModelHash.checked(hash));
            return Optional.ofNullable(files.get(hash));
        }
    }

    private final MemoryModelStore store = new MemoryModelStore();
    private final Models models = new Models(store, FeatureSet.payments1());
    private final String first = store.put(1);
    private final String second = store.put(2);
    private final String third = store.put(3);

    /** The fake keeps the contract of a store. */
    @Nested
    class Fake extends ModelStoreContract {
        @Override
        ModelStore store() {
            return store;
        }

        @Override
        String stored() {
            return first;
        }
    }

    @Test
    void thereIsNoModelInTheBeginning() {
        assertThat(models.champion()).isEmpty();
        assertThat(models.previous()).isEmpty();
        assertThat(models.challenger()).isEmpty();
    }

    @Test
    void aPromotionKeepsTheChampionBefore() {
        models.promote(first);
        models.promote(second);

        assertThat(models.champion().map(Model::hash)).contains(second);
        assertThat(models.previous().map(Model::hash)).contains(first);
    }

    @Test
    void promotingTheChampionAgainForgetsNothing() {
        models.promote(first);
        models.promote(second);
        models.promote(second);

        assertThat(models.previous().map(Model::hash)).contains(first);
    }

    @Test
    void rollingBackReadsNoFile() {
        models.promote(first);
        models.promote(second);
        store.reads.clear();

        models.rollBack(first);

        assertThat(models.champion().map(Model::hash)).contains(first);
        assertThat(models.previous().map(Model::hash)).contains(second);
        assertThat(store.reads).isEmpty();
    }

    @Test
    void rollingBackTheFirstLeavesNoChampion() {
        models.promote(first);

        models.rollBack("");

        assertThat(models.champion()).isEmpty();
        assertThat(models.previous().map(Model::hash)).contains(first);
    }

    @Test
    void aModelThatCannotBeUsedChangesNothing() {
        models.promote(first);
        models.challenge(second);
        store.files.put(third, new byte[10]);

        assertThatThrownBy(() -> models.promote(third)).hasMessageContaining("MODEL_HASH_WRONG");
        assertThatThrownBy(() -> models.challenge(third)).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> models.rollBack("f".repeat(64)))
                .hasMessageContaining("MODEL_UNKNOWN");

        assertThat(models.champion().map(Model::hash)).contains(first);
        assertThat(models.previous()).isEmpty();
        assertThat(models.challenger().map(Model::hash)).contains(second);
    }

    @Test
    void aChallengerComesAndGoes() {
        models.challenge(second);
        assertThat(models.challenger().map(Model::hash)).contains(second);

        models.challenge("");
        assertThat(models.challenger()).isEmpty();
    }

    @Test
    void everyModelInARoleIsReadOnce() {
        models.promote(first);
        models.promote(second);
        models.challenge(third);
        for (int i = 0; i < 3; i++) {
            models.of(first);
            models.of(second);
            models.of(third);
        }

        assertThat(store.reads).containsExactly(first, second, third);
    }

    @Test
    void modelsWithoutARoleAreKeptUpToALimit() {
        models.promote(first);
        for (int i = 0; i < 3; i++) {
            models.of(second);
            models.of(third);
        }
        assertThat(store.reads).containsExactly(first, second, third);

        models.of(store.put(4));
        models.of(second);

        assertThat(store.reads).hasSize(5).endsWith(second);
    }
}
