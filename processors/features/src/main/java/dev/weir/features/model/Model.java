package dev.weir.features.model;

import dev.weir.features.FeatureSet;
import java.util.List;
import java.util.Locale;

/**
 * A verified model together with the feature set that it reads. Immutable; many threads may share
 * one, each with a scorer of its own.
 */
public final class Model {
    private final String hash;
    private final TreeModel trees;
    private final TreeShap shap;
    private final FeatureSet features;
    private final int[] positions;
    private final List<String> codes;

    private Model(String hash, TreeModel trees, FeatureSet features) {
        this.hash = hash;
        this.trees = trees;
        this.features = features;
        ModelHeader header = trees.header();
        if (!header.featureSet().equals(features.id())) {
            throw new ModelException(
                    ModelFault.MODEL_FEATURE_SET_WRONG,
                    "it was trained for %s, the features here are %s"
                            .formatted(header.featureSet(), features.id()));
        }
        positions = header.inputs().stream().mapToInt(this::positionOf).toArray();
        codes =
                header.inputs().stream()
                        .map(input -> "MODEL_" + input.toUpperCase(Locale.ROOT))
                        .toList();
        shap = TreeShap.of(trees);
    }

    /**
     * A model from the bytes of its file.
     *
     * @param hash what the file must hash to
     * @param features the set that payments have
     * @throws ModelException if it is another file, not sound, or of another set
     */
    public static Model of(String hash, byte[] file, FeatureSet features) {
        ModelLimits.checkBytes(file.length);
        String found = ModelHash.of(file);
        if (!found.equals(ModelHash.checked(hash))) {
            throw new ModelException(
                    ModelFault.MODEL_HASH_WRONG,
                    "the file of model " + hash + " hashes to " + found + "; store it again");
        }
        return new Model(hash, ModelFile.read(file), features);
    }

    private int positionOf(String input) {
        int position = features.positionOf(input);
        if (position < 0) {
            throw new ModelException(
                    ModelFault.MODEL_INPUT_UNKNOWN,
                    "there is no feature " + input + " in " + features.id());
        }
        return position;
    }

    /** SHA-256 of its file in hex. */
    public String hash() {
        return hash;
    }

    /** What stands before its trees. */
    public ModelHeader header() {
        return trees.header();
    }

    /** A scorer for one thread. */
    public ModelScorer newScorer() {
        return new ModelScorer(this);
    }

    TreeModel trees() {
        return trees;
    }

    TreeShap shap() {
        return shap;
    }

    FeatureSet features() {
        return features;
    }

    /** Place of an input in the vectors of the set. */
    int position(int input) {
        return positions[input];
    }

    String code(int input) {
        return codes.get(input);
    }

    @Override
    public String toString() {
        return "model " + hash + " for " + features.id();
    }
}
