package dev.weir.features.model;

import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.features.FeatureType;
import dev.weir.features.FeatureValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores one payment after the other with one model, for one thread: it keeps the last payment's
 * inputs, so that the reasons are worked out only if they are asked for. {@link #score} allocates
 * nothing.
 */
public final class ModelScorer {
    /** How many reasons a decision names. */
    public static final int REASONS_MAX = 5;

    private static final int TEXT_DECIMALS = 2;

    private final Model model;
    private final float[] inputs;
    private final double[] contributions;
    private final TreeShap.Scratch scratch;
    private FeatureValues values;
    private double margin;
    private boolean explained;

    ModelScorer(Model model) {
        this.model = model;
        int size = model.header().inputs().size();
        inputs = new float[size];
        contributions = new double[size];
        scratch = model.shap().newScratch();
    }

    /** The model that scores. */
    public Model model() {
        return model;
    }

    /**
     * Probability of fraud in millionths, rounded to the nearest, halves up.
     *
     * @param payment values of the model's feature set; each is rounded to a float as in training,
     *     and what is not a number is missing
     */
    public int score(FeatureValues payment) {
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) payment.asDouble(model.position(i));
        }
        values = payment;
        explained = false;
        margin = model.trees().margin(inputs);
        return TreeModel.ppm(margin);
    }

    /** Log odds of the last scored payment. */
    public double margin() {
        return margin;
    }

    /** Log odds where no input is known; with all contributions it sums to the margin. */
    public double bias() {
        return model.shap().bias();
    }

    /**
     * What an input added to the log odds of the last scored payment.
     *
     * @param input number of the input in the model's header
     */
    public double contribution(int input) {
        explain();
        return contributions[input];
    }

    /**
     * What speaks most for fraud in the last scored payment: the inputs that added to its log odds,
     * the largest contribution first, of equal ones the first input first, {@link #REASONS_MAX} at
     * most. The points of a reason are its part of the model's points, in proportion to everything
     * that speaks for fraud, rounded down: together they are never more than the model's points.
     *
     * @param modelPoints what the model adds to the score of the decision, thousandths
     */
    public List<Reason> reasons(int modelPoints) {
        explain();
        int[] top = new int[REASONS_MAX];
        int found = 0;
        double sum = 0;
        for (int input = 0; input < contributions.length; input++) {
            if (contributions[input] > 0) {
                sum += contributions[input];
                found = insert(top, found, input);
            }
        }
        List<Reason> reasons = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            int points = (int) (modelPoints * (contributions[top[i]] / sum));
            reasons.add(reason(top[i], points));
        }
        return reasons;
    }

    /** Puts an input in its place among the largest; returns how many there are. */
    private int insert(int[] top, int found, int input) {
        int at = found;
        while (at > 0 && contributions[top[at - 1]] < contributions[input]) {
            at--;
        }
        if (at == REASONS_MAX) {
            return found;
        }
        int kept = Math.min(found, REASONS_MAX - 1);
        System.arraycopy(top, at, top, at + 1, kept - at);
        top[at] = input;
        return kept + 1;
    }

    private Reason reason(int input, int points) {
        int position = model.position(input);
        return Reason.newBuilder()
                .setCode(model.code(input))
                .setSource(ReasonSource.MODEL)
                .setSourceId(model.features().nameAt(position))
                .setWeightMilli(points)
                .setText(model.features().describe(position) + ": " + text(position))
                .build();
    }

    /** The value for people: yes or no, an integer, or two decimals at most. */
    private String text(int position) {
        if (model.features().typeAt(position) == FeatureType.LONG) {
            return Long.toString(values.bits(position));
        }
        double value = values.asDouble(position);
        if (model.features().typeAt(position) == FeatureType.BOOL) {
            return value == 0 ? "no" : "yes";
        }
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "not known" : Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).setScale(TEXT_DECIMALS, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private void explain() {
        if (values == null) {
            throw new IllegalStateException("score a payment before its reasons are asked for");
        }
        if (!explained) {
            model.shap().contributions(inputs, contributions, scratch);
            explained = true;
        }
    }
}
