package dev.weir.features.model;

/**
 * How large a model may be. A model of 100 trees of depth 6 has 12,700 nodes at most and a file of
 * 160 kB; the limits leave room for ten times that and keep a walk under a tenth of a millisecond.
 */
final class ModelLimits {
    /** Bytes of a file. */
    static final int FILE_BYTES_MAX = 16 << 20;

    static final int TREES_MAX = 2_000;
    static final int NODES_OF_TREE_MAX = 65_535;

    /** A path has so many different inputs at most, which bounds the work of the contributions. */
    static final int DEPTH_MAX = 16;

    private ModelLimits() {}

    static void checkTrees(int trees) {
        if (trees < 1 || trees > TREES_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "a model has 1 to " + TREES_MAX + " trees, this one " + trees);
        }
    }

    static void checkNodes(int tree, int nodes) {
        if (nodes < 1 || nodes > NODES_OF_TREE_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "a tree has 1 to %d nodes, tree %d has %d"
                            .formatted(NODES_OF_TREE_MAX, tree, nodes));
        }
    }

    static void checkDepth(int tree, int depth) {
        if (depth > DEPTH_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "tree " + tree + " is deeper than " + DEPTH_MAX + " levels");
        }
    }

    static void checkBytes(long bytes) {
        if (bytes > FILE_BYTES_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "a model file has at most %,d bytes, this one %,d"
                            .formatted(FILE_BYTES_MAX, bytes));
        }
    }
}
