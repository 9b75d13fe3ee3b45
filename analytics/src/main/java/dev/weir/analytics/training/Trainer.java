package dev.weir.analytics.training;

import dev.weir.features.model.ModelHeader;
import dev.weir.features.model.TreeModel;
import dev.weir.features.model.XgboostModel;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Fits trees with XGBoost on one thread: the same examples in the same order and the same seed give
 * the same bytes.
 */
final class Trainer {
    /** The walk and XGBoost may differ by so much in a probability. */
    private static final double TOLERANCE = 1e-6;

    private Trainer() {}

    /**
     * @throws TrainFailure if XGBoost fails, or the walk does not agree with it on every example
     */
    static TreeModel fit(List<Example> examples, ModelHeader header, int trees, int depth) {
        try {
            DMatrix matrix = matrix(examples, header.inputs().size());
            Booster booster =
                    XGBoost.train(
                            matrix,
                            Map.of(
                                    "objective",
                                    "binary:logistic",
                                    "tree_method",
                                    "hist",
                                    "max_depth",
                                    depth,
                                    "eta",
                                    0.1,
                                    "min_child_weight",
                                    1,
                                    "subsample",
                                    0.8,
                                    "colsample_bytree",
                                    0.5,
                                    "seed",
                                    header.seed(),
                                    "nthread",
                                    1),
                            trees,
                            Map.of(),
                            null,
                            null);
            TreeModel model = XgboostModel.read(booster.toByteArray("ubj"), header);
            compare(model, examples, booster.predict(matrix));
            booster.dispose();
            matrix.dispose();
            return model;
        } catch (XGBoostError e) {
            throw new TrainFailure("XGBoost could not train: " + e.getMessage(), e);
        }
    }

    private static DMatrix matrix(List<Example> examples, int inputs) throws XGBoostError {
        float[] values = new float[Math.multiplyExact(examples.size(), inputs)];
        float[] labels = new float[examples.size()];
        for (int row = 0; row < labels.length; row++) {
            System.arraycopy(examples.get(row).inputs(), 0, values, row * inputs, inputs);
            labels[row] = examples.get(row).label().fraud() ? 1 : 0;
        }
        DMatrix matrix = new DMatrix(values, labels.length, inputs, Float.NaN);
        matrix.setLabel(labels);
        return matrix;
    }

    private static void compare(TreeModel model, List<Example> examples, float[][] predicted) {
        for (int row = 0; row < predicted.length; row++) {
            double walked = TreeModel.probability(model.margin(examples.get(row).inputs()));
            if (!(Math.abs(walked - predicted[row][0]) <= TOLERANCE)) {
                throw new TrainFailure(
                        "example %d: the walk says %s, XGBoost %s; the model is not published"
                                .formatted(row, walked, predicted[row][0]));
            }
        }
    }
}
