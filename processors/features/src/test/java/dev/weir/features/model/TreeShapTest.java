package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeShapTest {
    private static final int INPUTS = 6;

    static LongStream seeds() {
        String given = System.getProperty("weir.seed", "");
        return given.isEmpty()
                ? new SplittableRandom(41).longs(60)
                : LongStream.of(Long.parseLong(given));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void contributionsAndBiasSumToTheMargin(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeModel model = RandomTrees.model(random, 30, 50, 7);
        TreeShap shap = TreeShap.of(model);

        for (int i = 0; i < 20; i++) {
            float[] row = RandomTrees.row(random, 30);
            double sum = shap.bias();
            for (double contribution : contributions(model, shap, row)) {
                sum += contribution;
            }
            assertThat(sum).isCloseTo(model.margin(row), within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void contributionsAreTheShapleyValuesOfEverySubset(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeModel model = RandomTrees.model(random, INPUTS, 3, 5);
        TreeShap shap = TreeShap.of(model);

        for (int i = 0; i < 5; i++) {
            float[] row = RandomTrees.row(random, INPUTS);
            double[] fast = contributions(model, shap, row);
            for (int input = 0; input < INPUTS; input++) {
                assertThat(fast[input]).isCloseTo(shapley(model, row, input), within(1e-9));
            }
            assertThat(shap.bias()).isCloseTo(expected(model, row, 0), within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aLeafWithoutATableGivesTheSameBits(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeModel model = RandomTrees.model(random, 20, 10, 9);
        float[] row = RandomTrees.row(random, 20);

        double[] looked = contributions(model, TreeShap.of(model), row);

        assertThat(contributions(model, TreeShap.of(model, 0), row)).isEqualTo(looked);
        assertThat(contributions(model, TreeShap.of(model, 2_000), row)).isEqualTo(looked);
    }

    private static double[] contributions(TreeModel model, TreeShap shap, float[] row) {
        double[] into = new double[row.length];
        shap.contributions(row, into, new TreeShap.Scratch(model));
        return into;
    }

    /** The definition: what an input adds, over all orders in which inputs become known. */
    private static double shapley(TreeModel model, float[] row, int input) {
        double sum = 0;
        for (int known = 0; known < 1 << INPUTS; known++) {
            if ((known >> input & 1) == 0) {
                int size = Integer.bitCount(known);
                double orders = factorial(size) * factorial(INPUTS - 1 - size) / factorial(INPUTS);
                double gain = expected(model, row, known | 1 << input) - expected(model, row, known);
                sum += orders * gain;
            }
        }
        return sum;
    }

    /** The sum where only the inputs of a set are known: the others go both ways, by cover. */
    private static double expected(TreeModel model, float[] row, int known) {
        double sum = model.baseMargin();
        for (int root : model.nodes.roots()) {
            sum += expected(model, row, known, root);
        }
        return sum;
    }

    private static double expected(TreeModel model, float[] row, int known, int node) {
        TreeModel.Nodes nodes = model.nodes;
        if (nodes.input()[node] == TreeModel.LEAF) {
            return nodes.value()[node];
        }
        int left = nodes.left()[node];
        int input = nodes.input()[node];
        if ((known >> input & 1) != 0) {
            int child = left + (model.goesLeft(node, row[input], nodes.value()) ? 0 : 1);
            return expected(model, row, known, child);
        }
        double whole = nodes.cover()[node];
        return nodes.cover()[left] / whole * expected(model, row, known, left)
                + nodes.cover()[left + 1] / whole * expected(model, row, known, left + 1);
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }
}
