package dev.weir.features.decide;

import java.util.Optional;

/** Where models come from. */
public interface Scorers {
    /** No model is ever there. */
    Scorers NONE = (hash, path, featureSet) -> Optional.empty();

    /**
     * A model, verified and warmed up. Empty if its file is missing, is another than the hash says
     * or reads a feature set that is not computed: payments are decided without it then.
     */
    Optional<Scorer> load(String modelHash, String path, String featureSet);
}
