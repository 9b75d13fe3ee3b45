package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.features.FeatureSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static final FeatureSet SET = FeatureSet.payments1();

    /** A node, two leaves: "input 0 < 5 gives 1, else -1; missing goes left". */
    private static final class OneNode {
        private final short[] input = {0, -1, -1};
        private final float[] value = {5, 1, -1};
        private final int[] left = {1, 0, 0};
        private final float[] cover = {4, 3, 1};

        private TreeModel model(float baseScore) {
            boolean[] missingLeft = {true, false, false};
            return new TreeModel(
                    RandomTrees.header(1),
                    baseScore,
                    new TreeModel.Nodes(new int[] {0}, input, value, left, missingLeft, cover));
        }
    }

    @Test
    void readsBackWhatWasWritten() {
        SplittableRandom random = new SplittableRandom(3);
        TreeModel model = RandomTrees.model(random, 20, 30, 6);

        TreeModel read = ModelFile.read(ModelFile.write(model));

        assertThat(read.header()).isEqualTo(model.header());
        assertThat(ModelFile.write(read)).isEqualTo(ModelFile.write(model));
        for (int i = 0; i < 1_000; i++) {
            float[] row = RandomTrees.row(random, 20);
            assertThat(read.margin(row)).isEqualTo(model.margin(row));
        }
    }

    @Test
    void theWalkComparesAndSendsMissingValuesAsDeclared() {
        TreeModel model = new OneNode().model(0.5f);

        assertThat(model.margin(new float[] {4.9999995f})).isEqualTo(1);
        assertThat(model.margin(new float[] {5})).isEqualTo(-1);
        assertThat(model.margin(new float[] {Float.NaN})).isEqualTo(1);
        assertThat(model.margin(new float[] {Float.NEGATIVE_INFINITY})).isEqualTo(1);
        assertThat(model.margin(new float[] {Float.POSITIVE_INFINITY})).isEqualTo(-1);
    }

    @Test
    void aProbabilityIsRoundedToTheNearestMillionth() {
        assertThat(TreeModel.ppm(0)).isEqualTo(500_000);
        assertThat(TreeModel.ppm(1)).isEqualTo(731_059);
        assertThat(TreeModel.ppm(-1)).isEqualTo(268_941);
        assertThat(TreeModel.ppm(1_000)).isEqualTo(TreeModel.PPM_MAX);
        assertThat(TreeModel.ppm(-1_000)).isZero();
    }

    @Test
    void everyShorterFileIsRefusedAsTruncated() {
        byte[] file = ModelFile.write(RandomTrees.model(new SplittableRandom(5), 5, 4, 4));

        for (int length = 0; length < file.length; length++) {
            assertThat(faultOf(Arrays.copyOf(file, length)))
                    .as("first %d bytes of %d", length, file.length)
                    .isEqualTo(ModelFault.MODEL_TRUNCATED);
        }
        assertThat(faultOf(Arrays.copyOf(file, file.length + 1)))
                .isEqualTo(ModelFault.MODEL_FORMAT_UNKNOWN);
    }

    /** Whatever a file holds, reading it ends: with a model whose walks end, or with a fault. */
    @Test
    void noSetOfBytesCrashesOrLoops() {
        SplittableRandom random = new SplittableRandom(11);
        byte[] file = ModelFile.write(RandomTrees.model(random, 5, 6, 4));
        int readable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = file.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                ModelFile.read(damaged).margin(RandomTrees.row(random, 5));
                readable++;
            } catch (ModelException refused) {
                assertThat(refused.fault()).isNotNull();
            }
        }
        assertThat(readable).as("changed numbers alone still make a model").isBetween(1, 19_000);
    }

    @Test
    void refusesAnotherFileThanTheNamedOne() {
        byte[] file = ModelFile.write(new OneNode().model(0.1f));
        byte[] other = ModelFile.write(new OneNode().model(0.2f));

        assertThatThrownBy(() -> Model.of(ModelHash.of(file), other, SET))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("MODEL_HASH_WRONG")
                .hasMessageContaining(ModelHash.of(other));
        assertThatThrownBy(() -> Model.of("../secret", file, SET))
                .hasMessageContaining("MODEL_HASH_INVALID");
    }

    @Test
    void refusesAModelOfAnotherFeatureSet() {
        ModelHeader header = new ModelHeader("payments@9", 0, 1, 2, List.of("card_count_1h"));

        assertThat(faultOf(header)).isEqualTo(ModelFault.MODEL_FEATURE_SET_WRONG);
    }

    @Test
    void refusesAnInputThatTheFeatureSetDoesNotHave() {
        ModelHeader header = new ModelHeader(SET.id(), 0, 1, 2, List.of("card_cuont_1h"));

        assertThat(faultOf(header)).isEqualTo(ModelFault.MODEL_INPUT_UNKNOWN);
        assertThatThrownBy(() -> new ModelHeader(SET.id(), 0, 1, 2, List.of("a", "a")))
                .hasMessageContaining("MODEL_INPUT_UNKNOWN");
    }

    @Test
    void refusesAnUnknownObjective() {
        byte[] file = ModelFile.write(new OneNode().model(0.5f));
        byte[] objective = ModelFile.LOGISTIC.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(
                "rank:ndcg      ".getBytes(StandardCharsets.UTF_8), 0, file, 16, objective.length);

        assertThatThrownBy(() -> ModelFile.read(file))
                .hasMessageContaining("MODEL_OBJECTIVE_UNKNOWN")
                .hasMessageContaining("rank:ndcg");
    }

    @Test
    void refusesAnotherVersionAndOtherFiles() {
        byte[] file = ModelFile.write(new OneNode().model(0.5f));
        ByteBuffer.wrap(file).putInt(8, 2);

        assertThat(faultOf(file)).isEqualTo(ModelFault.MODEL_FORMAT_UNKNOWN);
        assertThat(faultOf("{\"learner\":{}}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(ModelFault.MODEL_FORMAT_UNKNOWN);
        assertThat(faultOf(new byte[ModelLimits.FILE_BYTES_MAX + 1]))
                .isEqualTo(ModelFault.MODEL_TOO_LARGE);
    }

    @Test
    void refusesNumbersThatAreNone() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            OneNode threshold = new OneNode();
            threshold.value[0] = bad;
            OneNode leaf = new OneNode();
            leaf.value[2] = bad;
            OneNode cover = new OneNode();
            cover.cover[1] = bad;
            for (OneNode tree : List.of(threshold, leaf, cover)) {
                assertThat(faultOf(tree, 0.5f)).isEqualTo(ModelFault.MODEL_NUMBER_INVALID);
            }
        }
        OneNode uncovered = new OneNode();
        uncovered.cover[0] = 0;
        assertThat(faultOf(uncovered, 0.5f)).isEqualTo(ModelFault.MODEL_NUMBER_INVALID);
        for (float base : new float[] {0, 1, -0.5f, Float.NaN}) {
            assertThat(faultOf(new OneNode(), base)).isEqualTo(ModelFault.MODEL_NUMBER_INVALID);
        }
    }

    @Test
    void refusesReferencesThatLeadBackOrNowhereOrTwiceToTheSame() {
        for (int left : new int[] {0, -1, 2, 3, Integer.MAX_VALUE}) {
            OneNode tree = new OneNode();
            tree.left[0] = left;
            assertThat(faultOf(tree, 0.5f))
                    .as("left child %d", left)
                    .isEqualTo(ModelFault.MODEL_TREE_INVALID);
        }
        OneNode cycle = new OneNode();
        cycle.input[2] = 0;
        cycle.left[2] = 1;
        assertThat(faultOf(cycle, 0.5f)).isEqualTo(ModelFault.MODEL_TREE_INVALID);
        OneNode orphan = new OneNode();
        orphan.input[0] = TreeModel.LEAF;
        assertThat(faultOf(orphan, 0.5f)).isEqualTo(ModelFault.MODEL_TREE_INVALID);
        OneNode input = new OneNode();
        input.input[0] = 1;
        assertThat(faultOf(input, 0.5f)).isEqualTo(ModelFault.MODEL_INPUT_UNKNOWN);
    }

    @Test
    void refusesATreeThatIsTooDeep() {
        SplittableRandom random = new SplittableRandom(2);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 50; i++) {
                                RandomTrees.model(random, 3, 1, ModelLimits.DEPTH_MAX + 1);
                            }
                        })
                .hasMessageContaining("MODEL_TOO_LARGE");
    }

    private static ModelFault faultOf(OneNode tree, float baseScore) {
        return catchThrowableOfType(ModelException.class, () -> tree.model(baseScore)).fault();
    }

    private static ModelFault faultOf(byte[] file) {
        return catchThrowableOfType(ModelException.class, () -> ModelFile.read(file)).fault();
    }

    private static ModelFault faultOf(ModelHeader header) {
        OneNode tree = new OneNode();
        boolean[] missingLeft = new boolean[3];
        byte[] file =
                ModelFile.write(
                        new TreeModel(
                                header,
                                0.5f,
                                new TreeModel.Nodes(
                                        new int[] {0},
                                        tree.input,
                                        tree.value,
                                        tree.left,
                                        missingLeft,
                                        tree.cover)));
        return catchThrowableOfType(
                        ModelException.class, () -> Model.of(ModelHash.of(file), file, SET))
                .fault();
    }
}
