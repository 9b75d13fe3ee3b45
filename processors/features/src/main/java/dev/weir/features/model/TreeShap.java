package dev.weir.features.model;

import java.util.Arrays;

/**
 * What each input adds to a model's sum: exact, path-dependent SHAP values of trees (S. Lundberg,
 * G. Erion, S. Lee, "Consistent Individualized Feature Attribution for Tree Ensembles",
 * arXiv:1802.03888, section 3; the same that XGBoost calls {@code pred_contribs}). An input that is
 * not known goes both ways, weighted by the cover of the children.
 *
 * <p>Goals in order: exact, the same on every machine, fast enough for every payment. The method:
 *
 * <ul>
 *   <li>A sum over leaves. A leaf adds its value if all conditions of its path hold. Let the path
 *       have d different inputs; input i has o = 1 if the row meets all its conditions on the path
 *       and 0 if not, and z, the product of its cover ratios there. Then i gets {@code value * (o_i
 *       - z_i) * W_i}, where W_i is the sum over all subsets S of the other inputs of {@code |S|!
 *       (d-1-|S|)! / d!} times the o of those inside and the z of those outside.
 *   <li>W_i needs no subsets one by one: the coefficients of the polynomial {@code prod (z_j + o_j
 *       x)} over the others group them by size. This multiplies and adds only; the paper's way
 *       takes one factor out again by a division.
 *   <li>Two leaves with one parent have the same inputs on their paths. Where the parent's input is
 *       new on the path they are worked out as one: what the one adds where it goes left, and the
 *       other where it fails.
 *   <li>As o is 0 or 1, a leaf or pair knows only {@code 2^d} different answers (J. Yang, "Fast
 *       TreeSHAP", arXiv:2109.09847, version 2). They are worked out once and looked up, as long as
 *       they fit {@link #TABLE_MAX}; one beyond it is worked out each time by the same function, so
 *       that both give the same bits.
 * </ul>
 *
 * <p>The contributions and the bias sum to the margin, because at each leaf they sum to {@code
 * prod(o) - prod(z)} times its value, and the bias has the rest.
 *
 * <p>Example: one node, "x &lt; 5", cover 3 left with value 1 and cover 1 right with value -1. The
 * bias is 0.75 - 0.25 = 0.5. For x = 2 the left leaf gives {@code 1 * (1 - 0.75) * 1}, the right
 * one {@code -1 * (0 - 0.25) * 1}: x gets 0.5, and 0.5 + 0.5 = 1.
 *
 * <p>Immutable; many threads may share one.
 */
final class TreeShap {
    /**
     * Doubles in the tables of one model, 32 MB. 100 full trees of depth 6 whose paths name no
     * input twice have 1.2 million.
     */
    static final int TABLE_MAX = 4 << 20;

    private static final int NOT_TABLED = -1;
    private static final byte INNER = -1;

    private final TreeModel model;
    private final double bias;

    /** At an inner node: place of its input among the different inputs of its path. */
    private final byte[] slot;

    /** Nodes that are looked at, parents first: all but the leaves of pairs. */
    private final int[] order;

    /**
     * At a leaf or pair: number of different inputs of its path; at any other node {@link #INNER}.
     */
    private final byte[] width;

    /** At a leaf or pair: where its path begins in {@link #pathInput} and {@link #pathShare}. */
    private final int[] path;

    /** At a leaf or pair: where its table begins, or {@link #NOT_TABLED}. */
    private final int[] tableAt;

    private final short[] pathInput;
    private final double[] pathShare;
    private final double[] table;

    private TreeShap(Builder built) {
        model = built.model;
        bias = built.bias;
        slot = built.slot;
        order = Arrays.copyOf(built.order, built.orderEnd);
        width = built.width;
        path = built.path;
        tableAt = built.tableAt;
        pathInput = Arrays.copyOf(built.pathInput, built.pathEnd);
        pathShare = Arrays.copyOf(built.pathShare, built.pathEnd);
        table = new double[built.tableEnd];
        Scratch scratch = new Scratch(model);
        for (int node : order) {
            int d = width[node];
            if (d != INNER && tableAt[node] != NOT_TABLED) {
                for (int failed = 0; failed < 1 << d; failed++) {
                    workOut(node, failed, table, tableAt[node] + failed * d, scratch);
                }
            }
        }
    }

    static TreeShap of(TreeModel model) {
        return of(model, TABLE_MAX);
    }

    static TreeShap of(TreeModel model, int tableMax) {
        return new TreeShap(new Builder(model, tableMax));
    }

    /** What the sum is where no input is known. */
    double bias() {
        return bias;
    }

    /** Arrays for one thread: a scoring thread has its own and nothing is allocated per payment. */
    static final class Scratch {
        private final int[] failed;
        private final double[] row = new double[ModelLimits.DEPTH_MAX];
        private final double[] other = new double[ModelLimits.DEPTH_MAX];
        private final double[] polynomial = new double[ModelLimits.DEPTH_MAX];

        Scratch(TreeModel model) {
            failed = new int[model.nodes.count()];
        }
    }

    /** Sets the contribution of every input. */
    void contributions(float[] inputs, double[] into, Scratch scratch) {
        Arrays.fill(into, 0);
        short[] input = model.nodes.input();
        float[] value = model.nodes.value();
        int[] left = model.nodes.left();
        int[] failed = scratch.failed;
        for (int root : model.nodes.roots()) {
            failed[root] = 0;
        }
        // parents stand before their children, so one pass meets every node after its path
        for (int node : order) {
            int soFar = failed[node];
            if (input[node] == TreeModel.LEAF) {
                add(node, soFar, into, scratch);
                continue;
            }
            int fails = soFar | 1 << slot[node];
            boolean goesLeft = model.goesLeft(node, inputs[input[node]], value);
            if (width[node] == INNER) {
                failed[left[node]] = goesLeft ? soFar : fails;
                failed[left[node] + 1] = goesLeft ? fails : soFar;
            } else {
                add(node, goesLeft ? soFar : fails, into, scratch);
            }
        }
    }

    private void add(int node, int failed, double[] into, Scratch scratch) {
        double[] from = table;
        int at = tableAt[node] + failed * width[node];
        if (tableAt[node] == NOT_TABLED) {
            from = scratch.row;
            at = 0;
            workOut(node, failed, from, at, scratch);
        }
        int first = path[node];
        for (int i = 0; i < width[node]; i++) {
            into[pathInput[first + i]] += from[at + i];
        }
    }

    /**
     * What a leaf, or a pair whose left one has these failed inputs, gives to its path's inputs.
     */
    private void workOut(int node, int failed, double[] into, int at, Scratch scratch) {
        if (model.nodes.input()[node] == TreeModel.LEAF) {
            share(node, failed, into, at, scratch.polynomial);
            return;
        }
        int left = model.nodes.left()[node];
        share(left, failed, into, at, scratch.polynomial);
        share(left + 1, failed ^ 1 << slot[node], scratch.other, 0, scratch.polynomial);
        for (int i = 0; i < width[node]; i++) {
            into[at + i] += scratch.other[i];
        }
    }

    /** What a leaf gives to each input of its path, where the inputs of {@code failed} fail. */
    private void share(int leaf, int failed, double[] into, int at, double[] polynomial) {
        int d = width[leaf];
        int first = path[leaf];
        double value = model.nodes.value()[leaf];
        for (int i = 0; i < d; i++) {
            double one = (failed >> i & 1) == 0 ? 1 : 0;
            into[at + i] =
                    value * (one - pathShare[first + i]) * weight(i, d, first, failed, polynomial);
        }
    }

    private double weight(int i, int d, int first, int failed, double[] polynomial) {
        int degree = 0;
        polynomial[0] = 1;
        for (int j = 0; j < d; j++) {
            if (j == i) {
                continue;
            }
            double zero = pathShare[first + j];
            if ((failed >> j & 1) != 0) {
                for (int k = 0; k <= degree; k++) {
                    polynomial[k] *= zero;
                }
            } else {
                polynomial[degree + 1] = polynomial[degree];
                for (int k = degree; k > 0; k--) {
                    polynomial[k] = polynomial[k] * zero + polynomial[k - 1];
                }
                polynomial[0] *= zero;
                degree++;
            }
        }
        double sum = 0;
        double permutations = 1.0 / d;
        for (int k = 0; k <= degree; k++) {
            sum += permutations * polynomial[k];
            permutations = permutations * (k + 1) / (d - 1 - k);
        }
        return sum;
    }

    /** Walks every path once. */
    private static final class Builder {
        private final TreeModel model;
        private final int tableMax;
        private final byte[] slot;
        private final byte[] width;
        private final int[] path;
        private final int[] tableAt;
        private final int[] order;
        private int orderEnd;
        private short[] pathInput = new short[1_024];
        private double[] pathShare = new double[1_024];
        private int pathEnd;
        private int tableEnd;
        private double bias;

        Builder(TreeModel model, int tableMax) {
            this.model = model;
            this.tableMax = tableMax;
            int nodes = model.nodes.count();
            slot = new byte[nodes];
            width = new byte[nodes];
            path = new int[nodes];
            tableAt = new int[nodes];
            order = new int[nodes];
            bias = model.baseMargin();
            for (int root : model.nodes.roots()) {
                visit(root, new short[0], new double[0]);
            }
        }

        /** The depth of a tree is limited, and so is this recursion. */
        private void visit(int node, short[] inputs, double[] shares) {
            TreeModel.Nodes nodes = model.nodes;
            if (nodes.input()[node] == TreeModel.LEAF) {
                order[orderEnd++] = node;
                leaf(node, inputs, shares);
                table(node);
                return;
            }
            order[orderEnd++] = node;
            int place = placeOf(nodes.input()[node], inputs);
            slot[node] = (byte) place;
            width[node] = INNER;
            int left = nodes.left()[node];
            boolean leaves =
                    nodes.input()[left] == TreeModel.LEAF
                            && nodes.input()[left + 1] == TreeModel.LEAF;
            boolean pair = leaves && place == inputs.length;
            for (int child = left; child <= left + 1; child++) {
                int length = Math.max(inputs.length, place + 1);
                short[] childInputs = Arrays.copyOf(inputs, length);
                double[] childShares = Arrays.copyOf(shares, length);
                if (place == inputs.length) {
                    childInputs[place] = nodes.input()[node];
                    childShares[place] = 1;
                }
                childShares[place] *= (double) nodes.cover()[child] / nodes.cover()[node];
                if (pair) {
                    leaf(child, childInputs, childShares);
                } else {
                    visit(child, childInputs, childShares);
                }
            }
            if (pair) {
                width[node] = width[left];
                path[node] = path[left];
                table(node);
            }
        }

        private void leaf(int node, short[] inputs, double[] shares) {
            int d = inputs.length;
            width[node] = (byte) d;
            path[node] = pathEnd;
            if (pathEnd + d > pathInput.length) {
                pathInput = Arrays.copyOf(pathInput, 2 * pathInput.length);
                pathShare = Arrays.copyOf(pathShare, 2 * pathShare.length);
            }
            System.arraycopy(inputs, 0, pathInput, pathEnd, d);
            System.arraycopy(shares, 0, pathShare, pathEnd, d);
            pathEnd += d;
            double expected = model.nodes.value()[node];
            for (double share : shares) {
                expected *= share;
            }
            bias += expected;
        }

        private void table(int node) {
            long entries = (long) width[node] << width[node];
            tableAt[node] = tableEnd + entries > tableMax ? NOT_TABLED : tableEnd;
            tableEnd += tableAt[node] == NOT_TABLED ? 0 : (int) entries;
        }

        private static int placeOf(short input, short[] inputs) {
            int place = 0;
            while (place < inputs.length && inputs[place] != input) {
                place++;
            }
            return place;
        }
    }
}
