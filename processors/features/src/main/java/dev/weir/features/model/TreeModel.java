package dev.weir.features.model;

import java.util.Arrays;

/**
 * A sum of regression trees whose logistic function is a probability. All trees lie in the same
 * arrays, one entry a node: a node's children are neighbours and stand behind it, so that every
 * walk ends.
 *
 * <p>The rules are XGBoost's. A value goes left if it is smaller than the node's threshold,
 * compared as floats; a value that is not a number is missing and goes where the node says. The sum
 * begins with the logit of the model's own base score. The sum is made in double, in the order of
 * the trees, and its logistic function with {@link StrictMath}: the same inputs give the same
 * probability on every machine. XGBoost sums in float; the difference stays under a millionth.
 *
 * <p>Immutable; many threads may share one.
 */
public final class TreeModel {
    /** Parts of a probability of 1. */
    public static final int PPM_MAX = 1_000_000;

    static final int LEAF = -1;

    private final ModelHeader header;
    private final float baseScore;
    private final double baseMargin;
    final Nodes nodes;

    TreeModel(ModelHeader header, float baseScore, Nodes nodes) {
        if (!(baseScore > 0 && baseScore < 1)) {
            throw new ModelException(
                    ModelFault.MODEL_NUMBER_INVALID,
                    "the base score is a probability between 0 and 1, this one is " + baseScore);
        }
        nodes.check(header.inputs().size());
        this.header = header;
        this.baseScore = baseScore;
        this.baseMargin = StrictMath.log(baseScore / (1.0 - baseScore));
        this.nodes = nodes;
    }

    /**
     * All nodes of all trees.
     *
     * @param roots first node of each tree, ascending
     * @param input number of the input that is compared, or {@link #LEAF}
     * @param value threshold, or what the leaf adds
     * @param left the left child, relative to all nodes; the right one follows it; 0 at a leaf
     * @param missingLeft whether a missing value goes left
     * @param cover weight of the training rows that came through
     */
    record Nodes(
            int[] roots,
            short[] input,
            float[] value,
            int[] left,
            boolean[] missingLeft,
            float[] cover) {
        int count() {
            return input.length;
        }

        /** The same without what follows the first {@code count} nodes. */
        Nodes first(int count) {
            return new Nodes(
                    roots,
                    Arrays.copyOf(input, count),
                    Arrays.copyOf(value, count),
                    Arrays.copyOf(left, count),
                    Arrays.copyOf(missingLeft, count),
                    Arrays.copyOf(cover, count));
        }

        int end(int tree) {
            return tree + 1 < roots.length ? roots[tree + 1] : input.length;
        }

        /**
         * @throws ModelException if a walk could fail, never end or meet a node by two ways
         */
        void check(int inputs) {
            ModelLimits.checkTrees(roots.length);
            for (int tree = 0; tree < roots.length; tree++) {
                checkTree(tree, inputs);
            }
        }

        private void checkTree(int tree, int inputs) {
            int from = roots[tree];
            int until = end(tree);
            ModelLimits.checkNodes(tree, until - from);
            int[] depth = new int[until - from];
            boolean[] reached = new boolean[until - from];
            reached[0] = true;
            for (int node = from; node < until; node++) {
                if (!reached[node - from]) {
                    throw invalid(tree, node - from, "no node leads to it");
                }
                checkNumbers(tree, node);
                if (input[node] == LEAF) {
                    continue;
                }
                if (input[node] < 0 || input[node] >= inputs) {
                    throw new ModelException(
                            ModelFault.MODEL_INPUT_UNKNOWN,
                            "node %d of tree %d compares input %d of %d"
                                    .formatted(node - from, tree, input[node], inputs));
                }
                int child = left[node];
                // behind the node and inside the tree; the second half guards against overflow
                if (child <= node || child >= until - 1) {
                    throw invalid(tree, node - from, "its children do not stand behind it");
                }
                if (reached[child - from] || reached[child + 1 - from]) {
                    throw invalid(tree, node - from, "another node has its children too");
                }
                reached[child - from] = true;
                reached[child + 1 - from] = true;
                depth[child - from] = depth[node - from] + 1;
                depth[child + 1 - from] = depth[node - from] + 1;
                ModelLimits.checkDepth(tree, depth[child - from]);
            }
        }

        private void checkNumbers(int tree, int node) {
            boolean finite = Float.isFinite(value[node]) && Float.isFinite(cover[node]);
            boolean covered = input[node] == LEAF ? cover[node] >= 0 : cover[node] > 0;
            if (!finite || !covered) {
                throw new ModelException(
                        ModelFault.MODEL_NUMBER_INVALID,
                        "node %d of tree %d has threshold or value %s and cover %s; both must be finite, cover positive"
                                .formatted(node - roots[tree], tree, value[node], cover[node]));
            }
        }

        private static ModelException invalid(int tree, int node, String problem) {
            return new ModelException(
                    ModelFault.MODEL_TREE_INVALID,
                    "node %d of tree %d: %s".formatted(node, tree, problem));
        }
    }

    /** What stands before the trees. */
    public ModelHeader header() {
        return header;
    }

    /** Number of trees. */
    public int trees() {
        return nodes.roots().length;
    }

    /** Probability that the sum begins with. */
    float baseScore() {
        return baseScore;
    }

    /** What the sum begins with. */
    double baseMargin() {
        return baseMargin;
    }

    /**
     * The sum for one row of inputs, in log odds; allocates nothing.
     *
     * @param inputs in the header's order; what is not a number is missing
     */
    public double margin(float[] inputs) {
        double sum = baseMargin;
        float[] value = nodes.value();
        for (int root : nodes.roots()) {
            sum += value[leaf(root, inputs)];
        }
        return sum;
    }

    /** The leaf that a row comes to from a root. */
    int leaf(int root, float[] inputs) {
        short[] input = nodes.input();
        float[] value = nodes.value();
        int[] left = nodes.left();
        int node = root;
        for (int read = input[node]; read != LEAF; read = input[node]) {
            node = left[node] + (goesLeft(node, inputs[read], value) ? 0 : 1);
        }
        return node;
    }

    boolean goesLeft(int node, float x, float[] value) {
        return x < value[node] || (Float.isNaN(x) && nodes.missingLeft()[node]);
    }

    /** The probability of a sum. */
    public static double probability(double margin) {
        return 1 / (1 + StrictMath.exp(-margin));
    }

    /** The probability of a sum in millionths, rounded to the nearest, halves up. */
    public static int ppm(double margin) {
        return (int) StrictMath.floor(probability(margin) * PPM_MAX + 0.5);
    }
}
