package dev.weir.features.model;

import java.util.Arrays;

/**
 * What each input adds to a model's sum: exact, path-dependent SHAP values of trees (S. Lundberg et
 * al., "From local explanations to global understanding with explainable AI for trees", 2020; the
 * same that XGBoost calls {@code pred_contribs}). An input that is not known goes both ways,
 * weighted by the cover of the children.
 *
 * <p>Goals in order: exact, the same on every machine, fast enough for every payment. The method:
 *
 * <ul>
 *   <li>A Shapley value is an integral (G. Owen, "Multilinear extensions of games", 1972): let each
 *       input be known with probability t, independently; then what input i adds is the integral,
 *       for t from 0 to 1, of how fast the tree's expected value grows with the probability of i
 *       alone. No subset of inputs is looked at.
 *   <li>That is a polynomial in t whose degree is below the number of different inputs on a path,
 *       so a {@link Quadrature} with few points is not an approximation: three points are exact for
 *       paths of six inputs (polynomials of paths at fixed points: P. Yu et al., "Linear TreeShap",
 *       2022).
 *   <li>At one t a tree is walked twice. Upwards: below a split the tree gives {@code u + t (k -
 *       u)}, where k is what the row's own child gives and u the mean of both by cover. Downwards:
 *       how likely the split is reached. What its input adds is the product of that and {@code k -
 *       u}.
 *   <li>Where a path meets an input again, t is no longer the probability that it is known, but
 *       follows from the ways taken before (Bayes): 0 if they are not the row's own, and what
 *       {@link ShapTree} works out beforehand if they are. It never divides by the cover of a
 *       child, so one without cover is no special case.
 * </ul>
 *
 * <p>The contributions and the bias sum to the margin: the integral of all growth from t = 0, where
 * nothing is known, to t = 1, where the row goes its own way.
 *
 * <p>Example: one node, "x &lt; 5", cover 3 left with value 1 and cover 1 right with value -1. The
 * bias is 0.75 - 0.25 = 0.5. For x = 2 the row's own child gives 1, the mean is 0.5, and the node
 * is always reached: x gets 1 - 0.5 = 0.5, and 0.5 + 0.5 = 1.
 *
 * <p>Immutable; many threads may share one.
 */
final class TreeShap {
    private final int inputs;
    private final ShapTree[] trees;
    private final double bias;

    private TreeShap(TreeModel model) {
        inputs = model.header().inputs().size();
        trees =
                Arrays.stream(model.nodes.roots())
                        .mapToObj(root -> ShapTree.of(model, root))
                        .toArray(ShapTree[]::new);
        double sum = model.baseMargin();
        for (ShapTree tree : trees) {
            sum += tree.mean();
        }
        bias = sum;
    }

    static TreeShap of(TreeModel model) {
        return new TreeShap(model);
    }

    /** What the sum is where no input is known. */
    double bias() {
        return bias;
    }

    /** Arrays for one thread: a scoring thread has its own and nothing is allocated per payment. */
    static final class Scratch {
        /** Of each input, ordered as the inputs are, missing first; then again, missing last. */
        final int[] keys;

        final int[] side;
        final int[] block;
        final double[] value;
        final double[] reach;
        final double[] gain;

        private Scratch(int inputs, int splits, int slots) {
            keys = new int[2 * inputs];
            side = new int[splits];
            block = new int[splits];
            value = new double[ShapTree.LANES * slots];
            reach = new double[ShapTree.LANES * slots];
            gain = new double[ShapTree.LANES * splits];
        }
    }

    /** Scratch for this model. */
    Scratch newScratch() {
        int splits = Arrays.stream(trees).mapToInt(ShapTree::splits).max().orElse(0);
        int slots = Arrays.stream(trees).mapToInt(ShapTree::slots).max().orElse(0);
        return new Scratch(inputs, splits, slots);
    }

    /** Sets the contribution of every input. */
    void contributions(float[] row, double[] into, Scratch scratch) {
        for (int i = 0; i < inputs; i++) {
            boolean missing = Float.isNaN(row[i]);
            scratch.keys[i] = missing ? Integer.MIN_VALUE : ordered(row[i]);
            scratch.keys[inputs + i] = missing ? Integer.MAX_VALUE : ordered(row[i]);
        }
        Arrays.fill(into, 0);
        for (ShapTree tree : trees) {
            tree.add(into, scratch);
        }
    }

    /**
     * An integer that is smaller exactly where the float is; both zeros are one. What is finite, or
     * infinite, lies between the largest and the smallest integer.
     */
    static int ordered(float value) {
        int bits = Float.floatToIntBits(value + 0.0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}
