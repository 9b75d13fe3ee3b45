package dev.weir.features.decide;

import dev.weir.contract.decisions.v1.Reason;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import dev.weir.features.model.ModelException;
import dev.weir.features.model.ModelScorer;
import dev.weir.features.model.ModelStore;
import dev.weir.features.model.Models;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Models from a store: verified by their hash, and warmed up before their first payment. */
public final class StoredModels implements Scorers {
    private final Models models;
    private final Consumer<ModelException> refused;

    /**
     * @param features the set that is computed
     * @param refused is told of each model that cannot be used
     */
    public StoredModels(ModelStore store, FeatureSet features, Consumer<ModelException> refused) {
        this.models = new Models(store, features);
        this.refused = refused;
    }

    @Override
    public Optional<Scorer> load(String modelHash, String path, String featureSet) {
        try {
            return Optional.of(new Loaded(models.of(modelHash).newScorer()));
        } catch (ModelException e) {
            refused.accept(e);
            return Optional.empty();
        }
    }

    private record Loaded(ModelScorer scorer) implements Scorer {
        @Override
        public String modelHash() {
            return scorer.model().hash();
        }

        @Override
        public int probabilityPpm(FeatureValues payment) {
            return scorer.score(payment);
        }

        @Override
        public List<Reason> reasons(int modelPoints) {
            return scorer.reasons(modelPoints);
        }
    }
}
