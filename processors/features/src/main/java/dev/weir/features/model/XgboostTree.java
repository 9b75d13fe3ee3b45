package dev.weir.features.model;

/** One tree of XGBoost's, numbered anew so that children are neighbours and stand behind. */
final class XgboostTree {
    private static final int NO_CHILD = -1;

    private final int tree;
    private final double[] left;
    private final double[] right;
    private final double[] input;
    private final double[] value;
    private final double[] missingLeft;
    private final double[] cover;

    XgboostTree(int tree, XgboostModel.Members members) {
        this.tree = tree;
        left = members.numbers("left_children");
        right = members.numbers("right_children");
        input = members.numbers("split_indices");
        value = members.numbers("split_conditions");
        missingLeft = members.numbers("default_left");
        cover = members.numbers("sum_hessian");
        for (double[] column : new double[][] {right, input, value, missingLeft, cover}) {
            if (column.length != left.length) {
                throw invalid("its columns have different lengths");
            }
        }
        if (members.numbers("categories").length > 0) {
            throw new ModelException(
                    ModelFault.MODEL_NOT_SUPPORTED,
                    "tree " + tree + " splits by category; encode categories as numbers");
        }
        ModelLimits.checkNodes(tree, left.length);
    }

    /** The nodes that the root leads to, level by level; what was pruned is left out. */
    TreeModel.Nodes nodes() {
        int[] order = new int[left.length];
        TreeModel.Nodes made =
                new TreeModel.Nodes(
                        new int[1],
                        new short[left.length],
                        new float[left.length],
                        new int[left.length],
                        new boolean[left.length],
                        new float[left.length]);
        boolean[] seen = new boolean[left.length];
        seen[0] = true;
        int count = 1;
        for (int node = 0; node < count; node++) {
            int from = order[node];
            made.value()[node] = (float) value[from];
            made.cover()[node] = (float) cover[from];
            made.input()[node] = TreeModel.LEAF;
            if (left[from] != NO_CHILD) {
                if (input[from] < 0 || input[from] >= ModelHeader.INPUTS_MAX) {
                    throw invalid("node " + from + " compares input " + input[from]);
                }
                made.input()[node] = (short) input[from];
                made.missingLeft()[node] = missingLeft[from] != 0;
                made.left()[node] = count;
                order[count++] = child(left[from], seen);
                order[count++] = child(right[from], seen);
            }
        }
        return made.first(count);
    }

    /** A child that no other node has: so a walk never comes back. */
    private int child(double reference, boolean[] seen) {
        if (!(reference >= 0 && reference < seen.length)) {
            throw invalid("a node refers to node " + reference + " of " + seen.length);
        }
        int node = (int) reference;
        if (seen[node]) {
            throw invalid("node " + node + " has two parents");
        }
        seen[node] = true;
        return node;
    }

    private ModelException invalid(String problem) {
        return new ModelException(ModelFault.MODEL_TREE_INVALID, "tree " + tree + ": " + problem);
    }
}
