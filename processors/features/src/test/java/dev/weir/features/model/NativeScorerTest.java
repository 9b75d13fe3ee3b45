package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The walk against XGBoost itself. */
class NativeScorerTest {
    private static final int VECTORS = 10_000;
    private static final int EXPLAINED = 500;
    private static final int INPUTS = 24;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("as it comes", 100, 6, Map.of()),
                Arguments.of("weighted, with a base score", 60, 6, Map.of("base_score", 0.02)),
                Arguments.of("deep and pruned", 20, 9, Map.of("gamma", 0.5)),
                Arguments.of(
                        "grown by loss",
                        40,
                        8,
                        Map.of("grow_policy", "lossguide", "max_leaves", 40)),
                Arguments.of("exact thresholds", 40, 5, Map.of("tree_method", "exact")),
                Arguments.of("one leaf", 1, 6, Map.of("gamma", 1e9)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void everyVectorComesToTheSameLeavesAndTheSameProbability(
            String name, int trees, int depth, Map<String, Object> more) throws XGBoostError {
        NativeModel model = NativeModel.train(trees, INPUTS, trees, depth, more);
        float[] rows = rows(model.trees(), new SplittableRandom(depth));
        DMatrix matrix = NativeModel.matrix(finite(rows), VECTORS, INPUTS);
        float[][] probabilities = model.booster().predict(matrix);
        float[][] leaves = model.booster().predictLeaf(matrix, 0);

        double worst = 0;
        double lowest = 1;
        double highest = 0;
        for (int i = 0; i < VECTORS; i++) {
            float[] row = Arrays.copyOfRange(rows, i * INPUTS, (i + 1) * INPUTS);
            double found = TreeModel.probability(model.trees().margin(row));
            lowest = Math.min(lowest, found);
            highest = Math.max(highest, found);
            worst = Math.max(worst, Math.abs(found - probabilities[i][0]));
            assertThat(leafValues(model, row))
                    .as("leaves of vector %d", i)
                    .isEqualTo(nativeLeafValues(model, leaves[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(1e-6);
        boolean onlyLeaves = model.trees().nodes.count() == trees;
        assertThat(lowest).as("a model that tells something").isLessThan(onlyLeaves ? 1 : 0.02);
        assertThat(highest).as("a model that tells something").isGreaterThan(onlyLeaves ? 0 : 0.4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void contributionsAreXgboostsOwn(String name, int trees, int depth, Map<String, Object> more)
            throws XGBoostError {
        NativeModel model = NativeModel.train(trees, INPUTS, trees, depth, more);
        float[] rows = rows(model.trees(), new SplittableRandom(depth));
        DMatrix matrix =
                NativeModel.matrix(
                        Arrays.copyOf(finite(rows), EXPLAINED * INPUTS), EXPLAINED, INPUTS);
        float[][] known = model.booster().predictContrib(matrix, 0);
        TreeShap shap = TreeShap.of(model.trees());
        TreeShap.Scratch scratch = shap.newScratch();
        double[] found = new double[INPUTS];

        for (int i = 0; i < EXPLAINED; i++) {
            float[] row = Arrays.copyOfRange(rows, i * INPUTS, (i + 1) * INPUTS);
            shap.contributions(row, found, scratch);
            for (int input = 0; input < INPUTS; input++) {
                assertThat(found[input]).isCloseTo(known[i][input], within(1e-4));
            }
            assertThat(shap.bias()).isCloseTo(known[i][INPUTS], within(1e-4));
        }
    }

    @Test
    void theSumBeginsWithTheBaseScoreThatXgboostFound() throws XGBoostError {
        NativeModel own = NativeModel.train(1, INPUTS, 1, 6, Map.of("gamma", 1e9));
        NativeModel given = NativeModel.train(1, INPUTS, 1, 6, Map.of("base_score", 0.25));

        assertThat(own.trees().baseScore()).isNotEqualTo(0.5f).isBetween(0.001f, 0.4f);
        assertThat(given.trees().baseMargin()).isCloseTo(StrictMath.log(1.0 / 3), within(1e-9));
    }

    /**
     * A third exactly on thresholds of the model, a third as in training, a third with missing and
     * infinite values and integers that have no float of their own.
     */
    private static float[] rows(TreeModel model, SplittableRandom random) {
        float[] rows = new float[VECTORS * INPUTS];
        float[][] thresholds = new float[INPUTS][0];
        for (int node = 0; node < model.nodes.count(); node++) {
            int input = model.nodes.input()[node];
            if (input != TreeModel.LEAF) {
                float[] known = thresholds[input];
                thresholds[input] = Arrays.copyOf(known, known.length + 1);
                thresholds[input][known.length] = model.nodes.value()[node];
            }
        }
        for (int at = 0; at < rows.length; at++) {
            int input = at % INPUTS;
            float ordinary = NativeModel.value(random, input);
            rows[at] =
                    switch (at / INPUTS % 3) {
                        case 0 ->
                                thresholds[input].length == 0
                                        ? ordinary
                                        : thresholds[input][
                                                random.nextInt(thresholds[input].length)];
                        case 1 -> ordinary;
                        default -> strange(random, ordinary);
                    };
        }
        return rows;
    }

    private static float strange(SplittableRandom random, float ordinary) {
        return switch (random.nextInt(6)) {
            case 0 -> Float.NaN;
            case 1 -> Float.POSITIVE_INFINITY;
            case 2 -> Float.NEGATIVE_INFINITY;
            case 3 -> (float) (double) ((1L << 24) + random.nextInt(1 << 20));
            case 4 -> -0.0f;
            default -> ordinary;
        };
    }

    /**
     * XGBoost refuses rows with infinite values. No threshold is infinite, so the largest float
     * goes the same way.
     */
    private static float[] finite(float[] rows) {
        float[] finite = rows.clone();
        for (int i = 0; i < finite.length; i++) {
            if (Float.isInfinite(finite[i])) {
                finite[i] = Math.copySign(Float.MAX_VALUE, finite[i]);
            }
        }
        return finite;
    }

    private static float[] leafValues(NativeModel model, float[] row) {
        int[] roots = model.trees().nodes.roots();
        float[] values = new float[roots.length];
        for (int tree = 0; tree < roots.length; tree++) {
            values[tree] = model.trees().nodes.value()[model.trees().leaf(roots[tree], row)];
        }
        return values;
    }

    /** XGBoost numbers its nodes its own way: compared is what stands at the leaf. */
    private static float[] nativeLeafValues(NativeModel model, float[] leaves) {
        float[] values = new float[leaves.length];
        for (int tree = 0; tree < leaves.length; tree++) {
            values[tree] = (float) model.conditions().get(tree)[(int) leaves[tree]];
        }
        return values;
    }
}
