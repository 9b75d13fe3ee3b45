package dev.weir.features.model;

import java.util.HashSet;
import java.util.List;

/**
 * What stands before the trees of a model file.
 *
 * @param featureSet id and version of the feature set that it was trained for
 * @param trainedFromMicros first event time of its training range, microseconds since 1970
 * @param trainedUntilMicros end of its training range, exclusive
 * @param seed seed of its training
 * @param inputs names of features of that set, in the order in which the trees number them
 */
public record ModelHeader(
        String featureSet,
        long trainedFromMicros,
        long trainedUntilMicros,
        long seed,
        List<String> inputs) {
    /** More than any feature set has; the number of an input fits two bytes. */
    static final int INPUTS_MAX = 4_096;

    /**
     * @throws ModelException MODEL_TOO_LARGE or MODEL_INPUT_UNKNOWN
     */
    public ModelHeader {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty() || inputs.size() > INPUTS_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "a model has 1 to " + INPUTS_MAX + " inputs, this one " + inputs.size());
        }
        if (new HashSet<>(inputs).size() != inputs.size()) {
            throw new ModelException(
                    ModelFault.MODEL_INPUT_UNKNOWN, "an input is named twice in " + inputs);
        }
    }
}
