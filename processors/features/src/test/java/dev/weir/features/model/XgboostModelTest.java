package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

class XgboostModelTest {
    private static final int INPUTS = 3;
    private static final int ROWS = 300;

    @Test
    void refusesOtherObjectives() throws XGBoostError {
        byte[] squared = train(Map.of("objective", "reg:squarederror"));

        assertThatThrownBy(() -> read(squared, INPUTS))
                .hasMessageContaining("MODEL_OBJECTIVE_UNKNOWN")
                .hasMessageContaining("reg:squarederror");
    }

    @Test
    void refusesOtherBoosters() throws XGBoostError {
        byte[] dart = train(Map.of("booster", "dart"));

        assertThatThrownBy(() -> read(dart, INPUTS)).hasMessageContaining("MODEL_NOT_SUPPORTED");
    }

    @Test
    void refusesOtherInputsThanItWasTrainedWith() throws XGBoostError {
        byte[] ubj = train(Map.of());

        assertThatThrownBy(() -> read(ubj, INPUTS + 1)).hasMessageContaining("num_feature is 3");
    }

    @Test
    void refusesATreeThatLeadsBackToItsRoot() throws XGBoostError {
        byte[] ubj = train(Map.of());
        int children = find(ubj, "left_children[$l#L") + "left_children[$l#L".length() + Long.BYTES;
        byte[] toRoot = ubj.clone();
        Arrays.fill(toRoot, children, children + Integer.BYTES, (byte) 0);
        byte[] outside = ubj.clone();
        outside[children] = 1;

        assertThatThrownBy(() -> read(toRoot, INPUTS)).hasMessageContaining("MODEL_TREE_INVALID");
        assertThatThrownBy(() -> read(outside, INPUTS)).hasMessageContaining("MODEL_TREE_INVALID");
    }

    @Test
    void everyShorterOrDamagedFileIsRefusedOrRead() throws XGBoostError {
        byte[] ubj = train(Map.of());
        SplittableRandom random = new SplittableRandom(9);
        for (int length = 0; length < ubj.length; length += 7) {
            byte[] shorter = Arrays.copyOf(ubj, length);
            assertThatThrownBy(() -> read(shorter, INPUTS))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("MODEL_TRUNCATED");
        }
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = ubj.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                read(damaged, INPUTS).margin(new float[INPUTS]);
            } catch (ModelException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 4_999);
    }

    @Test
    void refusesWhatIsNoXgboostModel() {
        assertThatThrownBy(() -> read(text("{}"), 1)).hasMessageContaining("MODEL_FORMAT_UNKNOWN");
        assertThatThrownBy(() -> read(text("hello"), 1))
                .hasMessageContaining("MODEL_FORMAT_UNKNOWN");
        assertThatThrownBy(() -> read(text("[".repeat(100)), 1))
                .hasMessageContaining("MODEL_FORMAT_UNKNOWN");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TreeModel read(byte[] ubj, int inputs) {
        return XgboostModel.read(ubj, RandomTrees.header(inputs));
    }

    private static int find(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static byte[] train(Map<String, ?> more) throws XGBoostError {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[ROWS * INPUTS];
        float[] labels = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < INPUTS; i++) {
                values[row * INPUTS + i] = random.nextInt(10);
            }
            labels[row] = values[row * INPUTS] > 6 ? 1 : 0;
        }
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("objective", ModelFile.LOGISTIC);
        parameters.put("max_depth", 3);
        parameters.put("nthread", 1);
        parameters.putAll(more);
        DMatrix matrix = new DMatrix(values, ROWS, INPUTS, Float.NaN);
        matrix.setLabel(labels);
        Booster booster = XGBoost.train(matrix, parameters, 2, Map.of(), null, null);
        return booster.toByteArray("ubj");
    }
}
