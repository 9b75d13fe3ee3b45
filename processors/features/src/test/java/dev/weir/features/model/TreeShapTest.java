package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TreeShapTest {
    static LongStream seeds() {
        String given = System.getProperty("weir.seed", "");
        return given.isEmpty()
                ? new SplittableRandom(41).longs(60)
                : LongStream.of(Long.parseLong(given));
    }

    /** With two inputs nearly every split meets its input again, with nine hardly any does. */
    static Stream<Arguments> shapes() {
        return IntStream.rangeClosed(1, 10)
                .boxed()
                .flatMap(
                        depth ->
                                IntStream.of(1, 2, 3, 6, 9)
                                        .mapToObj(inputs -> Arguments.of(depth, inputs)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void contributionsAndBiasSumToTheMargin(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeModel model = RandomTrees.model(random, 30, 50, 7);
        TreeShap shap = TreeShap.of(model);

        for (int i = 0; i < 20; i++) {
            assertSumsToTheMargin(model, shap, RandomTrees.row(random, 30));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void contributionsAreTheShapleyValuesOfEverySubset(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeModel model = RandomTrees.model(random, 6, 3, 5);
        TreeShap shap = TreeShap.of(model);

        for (int i = 0; i < 5; i++) {
            assertIsShapley(model, shap, RandomTrees.row(random, 6));
        }
    }

    @ParameterizedTest(name = "depth {0}, {1} inputs")
    @MethodSource("shapes")
    void theyAreSoAtEveryDepthAndWhereAPathMeetsAnInputAgain(int depth, int inputs) {
        for (long seed = 1; seed <= 4; seed++) {
            SplittableRandom random = new SplittableRandom(100L * seed + depth);
            TreeModel model = RandomTrees.model(random, inputs, 2, depth);
            TreeShap shap = TreeShap.of(model);

            for (int i = 0; i < 3; i++) {
                assertIsShapley(model, shap, RandomTrees.row(random, inputs));
            }
        }
    }

    /** As deep as a model may be, with as many different inputs on a path. */
    @Test
    void theDeepestPathIsExact() {
        int depth = ModelLimits.DEPTH_MAX;
        SplittableRandom random = new SplittableRandom(16);
        TreeModel model = caterpillar(random, depth);
        TreeShap shap = TreeShap.of(model);

        float[] all = new float[depth];
        assertIsShapley(model, shap, all);
        for (int i = 0; i < 3; i++) {
            assertIsShapley(model, shap, RandomTrees.row(random, depth));
        }
    }

    @Test
    void aLeafWithoutCoverIsReachedByTheRowAlone() {
        // where x0 < 0 no training row had x1 < 0; elsewhere x0 is asked again
        TreeModel model =
                model(
                        2,
                        new TreeModel.Nodes(
                                new int[] {0},
                                new short[] {0, 1, 0, -1, -1, -1, -1},
                                new float[] {0, 0, 1, 0.25f, -0.5f, 0.75f, -0.125f},
                                new int[] {1, 3, 5, 0, 0, 0, 0},
                                new boolean[7],
                                new float[] {4, 1, 3, 0, 1, 0, 3}));
        TreeShap shap = TreeShap.of(model);

        for (float first : new float[] {-1, 0.5f, 2}) {
            for (float second : new float[] {-1, 1}) {
                float[] row = {first, second};
                assertIsShapley(model, shap, row);
                assertSumsToTheMargin(model, shap, row);
            }
        }
    }

    @Test
    void aTreeThatIsOneLeafGivesItToTheBias() {
        TreeModel model =
                model(
                        1,
                        new TreeModel.Nodes(
                                new int[] {0},
                                new short[] {TreeModel.LEAF},
                                new float[] {0.5f},
                                new int[1],
                                new boolean[1],
                                new float[] {1}));
        TreeShap shap = TreeShap.of(model);

        assertThat(shap.bias()).isEqualTo(model.baseMargin() + 0.5);
        assertThat(contributions(shap, new float[] {1}, shap.newScratch())).containsExactly(0);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasExplainedBeforeLeavesNothingBehind(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeModel model = RandomTrees.model(random, 20, 10, 9);
        TreeShap shap = TreeShap.of(model);
        float[] row = RandomTrees.row(random, 20);
        double[] alone = contributions(shap, row, shap.newScratch());

        TreeShap.Scratch used = shap.newScratch();
        for (int i = 0; i < 5; i++) {
            contributions(shap, RandomTrees.row(random, 20), used);
        }

        assertThat(contributions(shap, row, used)).isEqualTo(alone);
    }

    @Test
    void orderedKeepsTheOrderOfFloats() {
        float[] ascending = {
            Float.NEGATIVE_INFINITY,
            -Float.MAX_VALUE,
            -1,
            -Float.MIN_VALUE,
            0,
            Float.MIN_VALUE,
            1,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY
        };
        for (int i = 1; i < ascending.length; i++) {
            assertThat(TreeShap.ordered(ascending[i - 1]))
                    .isLessThan(TreeShap.ordered(ascending[i]));
        }
        assertThat(TreeShap.ordered(-0.0f)).isEqualTo(TreeShap.ordered(0.0f));
        assertThat(TreeShap.ordered(Float.NEGATIVE_INFINITY)).isGreaterThan(Integer.MIN_VALUE);
        assertThat(TreeShap.ordered(Float.POSITIVE_INFINITY)).isLessThan(Integer.MAX_VALUE);
    }

    private static void assertSumsToTheMargin(TreeModel model, TreeShap shap, float[] row) {
        double sum = shap.bias();
        for (double contribution : contributions(shap, row, shap.newScratch())) {
            sum += contribution;
        }
        assertThat(sum).isCloseTo(model.margin(row), within(1e-9));
    }

    private static void assertIsShapley(TreeModel model, TreeShap shap, float[] row) {
        double[] bySet = new double[1 << row.length];
        for (int known = 0; known < bySet.length; known++) {
            bySet[known] = expected(model, row, known);
        }
        double[] fast = contributions(shap, row, shap.newScratch());
        double largest = 0;
        double[] slow = new double[row.length];
        for (int input = 0; input < row.length; input++) {
            slow[input] = shapley(bySet, row.length, input);
            largest = Math.max(largest, Math.abs(slow[input]));
        }
        for (int input = 0; input < row.length; input++) {
            assertThat(fast[input]).isCloseTo(slow[input], within(1e-9 * largest + 1e-15));
        }
        assertThat(shap.bias()).isCloseTo(bySet[0], within(1e-9));
    }

    private static double[] contributions(TreeShap shap, float[] row, TreeShap.Scratch scratch) {
        double[] into = new double[row.length];
        shap.contributions(row, into, scratch);
        return into;
    }

    /** The definition: what an input adds, over all orders in which inputs become known. */
    private static double shapley(double[] bySet, int inputs, int input) {
        double sum = 0;
        for (int known = 0; known < bySet.length; known++) {
            if ((known >> input & 1) == 0) {
                int size = Integer.bitCount(known);
                double orders = factorial(size) * factorial(inputs - 1 - size) / factorial(inputs);
                sum += orders * (bySet[known | 1 << input] - bySet[known]);
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

    /** One path: of every split the left child is a leaf, the right one the next split. */
    private static TreeModel caterpillar(SplittableRandom random, int depth) {
        int count = 2 * depth + 1;
        TreeModel.Nodes nodes =
                new TreeModel.Nodes(
                        new int[] {0},
                        new short[count],
                        new float[count],
                        new int[count],
                        new boolean[count],
                        new float[count]);
        float cover = 1_000;
        for (int node = 0, level = 0; node < count; node += 2, level++) {
            boolean last = level == depth;
            nodes.input()[node] = last ? TreeModel.LEAF : (short) level;
            nodes.value()[node] = last ? 0.5f : 0;
            nodes.cover()[node] = cover;
            if (!last) {
                nodes.left()[node] = node + 1;
                nodes.input()[node + 1] = TreeModel.LEAF;
                nodes.value()[node + 1] = (float) random.nextDouble(-0.5, 0.5);
                float right = cover * (float) random.nextDouble(0.6, 0.95);
                nodes.cover()[node + 1] = cover - right;
                cover = right;
            }
        }
        return model(depth, nodes);
    }

    private static TreeModel model(int inputs, TreeModel.Nodes nodes) {
        return new TreeModel(RandomTrees.header(inputs), 0.1f, nodes);
    }
}
