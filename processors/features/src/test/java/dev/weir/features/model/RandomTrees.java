package dev.weir.features.model;

import dev.weir.features.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Models with trees of any shape, made from a seed without any training. */
final class RandomTrees {
    private RandomTrees() {}

    private static final class Grown {
        private final List<Integer> roots = new ArrayList<>();
        private final List<Short> input = new ArrayList<>();
        private final List<Float> value = new ArrayList<>();
        private final List<Integer> left = new ArrayList<>();
        private final List<Boolean> missingLeft = new ArrayList<>();
        private final List<Float> cover = new ArrayList<>();
        private final List<Integer> depth = new ArrayList<>();

        private int node(double weight, int level) {
            input.add((short) TreeModel.LEAF);
            value.add(0f);
            left.add(0);
            missingLeft.add(false);
            cover.add((float) weight);
            depth.add(level);
            return input.size() - 1;
        }
    }

    /** The first features of the first set as inputs. */
    static ModelHeader header(int inputs) {
        FeatureSet set = FeatureSet.payments1();
        return new ModelHeader(set.id(), 1_000, 2_000, 7, set.names().subList(0, inputs));
    }

    static TreeModel model(SplittableRandom random, int inputs, int trees, int depthMax) {
        Grown grown = new Grown();
        for (int tree = 0; tree < trees; tree++) {
            int root = grown.node(100, 0);
            grown.roots.add(root);
            for (int node = root; node < grown.input.size(); node++) {
                boolean splits = grown.depth.get(node) < depthMax && random.nextInt(8) > 0;
                if (!splits) {
                    grown.value.set(node, (float) random.nextDouble(-0.5, 0.5));
                    continue;
                }
                double share = random.nextDouble(0.05, 0.95);
                grown.input.set(node, (short) random.nextInt(inputs));
                grown.value.set(node, (float) random.nextInt(-3, 4));
                grown.missingLeft.set(node, random.nextBoolean());
                int level = grown.depth.get(node) + 1;
                grown.left.set(node, grown.node(grown.cover.get(node) * share, level));
                grown.node(grown.cover.get(node) * (1 - share), level);
            }
        }
        return new TreeModel(header(inputs), (float) random.nextDouble(0.01, 0.9), nodes(grown));
    }

    /** Values around the thresholds, some of them missing. */
    static float[] row(SplittableRandom random, int inputs) {
        float[] row = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            row[i] = random.nextInt(6) == 0 ? Float.NaN : random.nextInt(-4, 5);
        }
        return row;
    }

    private static TreeModel.Nodes nodes(Grown grown) {
        int count = grown.input.size();
        TreeModel.Nodes nodes =
                new TreeModel.Nodes(
                        grown.roots.stream().mapToInt(root -> root).toArray(),
                        new short[count],
                        new float[count],
                        new int[count],
                        new boolean[count],
                        new float[count]);
        for (int node = 0; node < count; node++) {
            nodes.input()[node] = grown.input.get(node);
            nodes.value()[node] = grown.value.get(node);
            nodes.left()[node] = grown.left.get(node);
            nodes.missingLeft()[node] = grown.missingLeft.get(node);
            nodes.cover()[node] = grown.cover.get(node);
        }
        return nodes;
    }
}
