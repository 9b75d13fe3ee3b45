package dev.weir.features.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A model trained by XGBoost on made-up payments, and the same as read here.
 *
 * @param conditions of each tree, in XGBoost's own numbers: at a leaf its value
 */
record NativeModel(Booster booster, TreeModel trees, List<double[]> conditions) {
    /** Integers beyond 2^24 have no float of their own. */
    private static final long LARGE = 1L << 24;

    static NativeModel train(long seed, int inputs, int trees, int depth, Map<String, ?> more)
            throws XGBoostError {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = 4_000;
        float[] values = new float[rows * inputs];
        float[] labels = new float[rows];
        for (int row = 0; row < rows; row++) {
            double risk = -7;
            for (int i = 0; i < inputs; i++) {
                float value = value(random, i);
                values[row * inputs + i] = value;
                boolean large = i % 4 == 0 ? value > LARGE : value > 3;
                risk += (Float.isNaN(value) ? 0.4 : large ? 1.2 : -0.3) / (1 + i % 5);
            }
            labels[row] = random.nextDouble() < TreeModel.probability(risk) ? 1 : 0;
        }
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("objective", ModelFile.LOGISTIC);
        parameters.put("max_depth", depth);
        parameters.put("min_child_weight", 0.1);
        parameters.put("seed", seed);
        parameters.put("nthread", 1);
        parameters.putAll(more);
        DMatrix training = matrix(values, rows, inputs);
        training.setLabel(labels);
        Booster booster = XGBoost.train(training, parameters, trees, Map.of(), null, null);
        training.dispose();
        byte[] ubj = booster.toByteArray("ubj");
        List<double[]> conditions =
                XgboostModel.Members.of(Ubj.read(ubj))
                        .member("learner")
                        .member("gradient_booster")
                        .member("model")
                        .list("trees")
                        .stream()
                        .map(tree -> XgboostModel.Members.of(tree).numbers("split_conditions"))
                        .toList();
        return new NativeModel(
                booster, XgboostModel.read(ubj, RandomTrees.header(inputs)), conditions);
    }

    /** Amounts over 2^24, counts, shares; one in ten is missing. */
    static float value(SplittableRandom random, int input) {
        if (random.nextInt(10) == 0) {
            return Float.NaN;
        }
        return switch (input % 4) {
            case 0 -> (float) (LARGE - 8 + random.nextInt(64));
            case 1 -> random.nextInt(8);
            case 2 -> (float) random.nextDouble(-10, 10);
            default -> -1;
        };
    }

    static DMatrix matrix(float[] values, int rows, int inputs) throws XGBoostError {
        return new DMatrix(values, rows, inputs, Float.NaN);
    }
}
