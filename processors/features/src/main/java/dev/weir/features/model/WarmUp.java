package dev.weir.features.model;

import java.util.SplittableRandom;

/**
 * Scores rows that nobody asked for, so that the first payment of a new model does not pay for
 * loading it, and looks at what comes out before a payment sees it. The rows are made from a fixed
 * seed out of the model's own thresholds: they go every way.
 */
final class WarmUp {
    /** Enough for the compiler to have done with the walk; about a tenth of a second. */
    static final int ROWS = 2_000;

    /** The contributions cost some fifteen times a walk. */
    private static final int ROWS_EXPLAINED = 200;

    /** The sum of contributions may be off by so much, in log odds. */
    static final double SUM_TOLERANCE = 1e-6;

    private static final int MISSING_OF = 8;

    private WarmUp() {}

    /**
     * @throws ModelException MODEL_NUMBER_INVALID if a score or its contributions make no sense
     */
    static void run(Model model) {
        TreeModel trees = model.trees();
        TreeModel.Nodes nodes = trees.nodes;
        SplittableRandom random = new SplittableRandom(ROWS);
        float[] inputs = new float[trees.header().inputs().size()];
        double[] contributions = new double[inputs.length];
        TreeShap.Scratch scratch = model.shap().newScratch();
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < inputs.length; i++) {
                boolean missing = random.nextInt(MISSING_OF) == 0;
                inputs[i] = missing ? Float.NaN : nodes.value()[random.nextInt(nodes.count())];
            }
            double margin = trees.margin(inputs);
            double sum = margin;
            if (row < ROWS_EXPLAINED) {
                model.shap().contributions(inputs, contributions, scratch);
                sum = model.shap().bias();
                for (double contribution : contributions) {
                    sum += contribution;
                }
            }
            // written so that a sum that is not a number fails too
            if (!(Math.abs(sum - margin) <= SUM_TOLERANCE)) {
                throw new ModelException(
                        ModelFault.MODEL_NUMBER_INVALID,
                        "%s: contributions sum to %s, the margin is %s"
                                .formatted(model, sum, margin));
            }
        }
    }
}
