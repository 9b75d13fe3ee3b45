package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.features.FeatureSet;
import org.junit.jupiter.api.Test;

/** What every store of models does. */
abstract class ModelStoreContract {
    abstract ModelStore store();

    /** The hash of a model for payments@1 that the store has. */
    abstract String stored();

    @Test
    void givesTheFileOfAHash() {
        byte[] file = store().read(stored()).orElseThrow();

        assertThat(ModelHash.of(file)).isEqualTo(stored());
        assertThat(Model.of(stored(), file, setOf(file)).hash()).isEqualTo(stored());
    }

    @Test
    void givesNothingForAHashThatItDoesNotHave() {
        assertThat(store().read("0".repeat(64))).isEmpty();
    }

    @Test
    void neverLooksForAnythingButAHash() {
        for (String name : new String[] {"", "../x", "index.properties", "A".repeat(64)}) {
            assertThatThrownBy(() -> store().read(name))
                    .as(name)
                    .hasMessageContaining("MODEL_HASH_INVALID");
        }
    }

    private static FeatureSet setOf(byte[] file) {
        return FeatureSet.of(ModelFile.read(file).header().featureSet());
    }
}
