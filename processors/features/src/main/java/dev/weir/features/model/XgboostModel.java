package dev.weir.features.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads what XGBoost writes with {@code toByteArray("ubj")} (version 3.1), when a model is made:
 * its own base score, thresholds, leaves, covers and where missing values go. No library of XGBoost
 * is needed.
 */
public final class XgboostModel {
    private static final String BINARY_OUTPUTS = "0";

    private XgboostModel() {}

    /**
     * A model from XGBoost's bytes.
     *
     * @param header of the model; its inputs are the columns that XGBoost was trained with
     * @throws ModelException if it is not a sound binary:logistic model of plain trees
     */
    public static TreeModel read(byte[] ubj, ModelHeader header) {
        ModelLimits.checkBytes(ubj.length);
        Members learner = Members.of(Ubj.read(ubj)).member("learner");
        ModelFile.checkObjective(learner.member("objective").text("name"));
        Members booster = learner.member("gradient_booster");
        require("booster", booster.text("name"), "gbtree");
        Members parameters = learner.member("learner_model_param");
        require("num_class", parameters.text("num_class"), BINARY_OUTPUTS);
        require("num_target", parameters.text("num_target"), "1");
        require(
                "num_feature",
                parameters.text("num_feature"),
                Integer.toString(header.inputs().size()));
        List<?> trees = booster.member("model").list("trees");
        ModelLimits.checkTrees(trees.size());
        return new TreeModel(header, baseScore(parameters.text("base_score")), nodes(trees));
    }

    /** A probability as text; from version 3.1 on a list of one. */
    private static float baseScore(String text) {
        String number = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        try {
            return Float.parseFloat(number);
        } catch (NumberFormatException e) {
            throw new ModelException(
                    ModelFault.MODEL_NUMBER_INVALID, "base_score is not a number: " + text, e);
        }
    }

    private static TreeModel.Nodes nodes(List<?> trees) {
        int[] roots = new int[trees.size()];
        TreeModel.Nodes[] parts = new TreeModel.Nodes[trees.size()];
        int count = 0;
        for (int tree = 0; tree < parts.length; tree++) {
            roots[tree] = count;
            parts[tree] = new XgboostTree(tree, Members.of(trees.get(tree))).nodes();
            count += parts[tree].count();
        }
        TreeModel.Nodes all =
                new TreeModel.Nodes(
                        roots,
                        new short[count],
                        new float[count],
                        new int[count],
                        new boolean[count],
                        new float[count]);
        for (int tree = 0; tree < parts.length; tree++) {
            int root = roots[tree];
            TreeModel.Nodes part = parts[tree];
            System.arraycopy(part.input(), 0, all.input(), root, part.count());
            System.arraycopy(part.value(), 0, all.value(), root, part.count());
            System.arraycopy(part.missingLeft(), 0, all.missingLeft(), root, part.count());
            System.arraycopy(part.cover(), 0, all.cover(), root, part.count());
            Arrays.setAll(part.left(), node -> part.left()[node] + root);
            System.arraycopy(part.left(), 0, all.left(), root, part.count());
        }
        return all;
    }

    static void require(String name, String found, String known) {
        if (!found.equals(known)) {
            throw new ModelException(
                    ModelFault.MODEL_NOT_SUPPORTED,
                    "%s is %s, only %s is known here".formatted(name, found, known));
        }
    }

    /** The members of an object, each of the expected type or a clear refusal. */
    record Members(Map<?, ?> values) {
        static Members of(Object value) {
            if (value instanceof Map<?, ?> values) {
                return new Members(values);
            }
            throw missing("an object");
        }

        Members member(String name) {
            return of(values.get(name));
        }

        String text(String name) {
            if (values.get(name) instanceof String text) {
                return text;
            }
            throw missing("text " + name);
        }

        List<?> list(String name) {
            if (values.get(name) instanceof List<?> list) {
                return list;
            }
            throw missing("list " + name);
        }

        double[] numbers(String name) {
            if (values.get(name) instanceof double[] numbers) {
                return numbers;
            }
            throw missing("numbers " + name);
        }

        private static ModelException missing(String what) {
            return new ModelException(
                    ModelFault.MODEL_FORMAT_UNKNOWN, "an XGBoost model has " + what + " there");
        }
    }
}
