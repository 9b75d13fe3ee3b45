package dev.weir.features.decide;

import dev.weir.contract.decisions.v1.Reason;
import dev.weir.features.FeatureValues;
import java.util.List;

/** A model that is ready to score. Not safe for threads. */
public interface Scorer {
    /** SHA-256 of its file in hex. */
    String modelHash();

    /** Probability of fraud, millionths. */
    int probabilityPpm(FeatureValues payment);

    /**
     * The contributions that moved the score of the payment scored last most, at most five, with
     * source MODEL.
     *
     * @param modelPoints the points that the probability adds to the score, thousandths
     */
    List<Reason> reasons(int modelPoints);
}
