package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureType;
import dev.weir.features.FeatureValues;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelScorerTest {
    private static final FeatureSet SET = FeatureSet.payments1();
    private static final int POINTS = 600_000;

    @Test
    void readsTheInputsByNameWhereverTheyStandInTheVector() {
        ModelScorer scorer = scorer(List.of("night", "account_mean_minor_1h"), 1);
        long[] bits = new long[SET.size()];
        bits[SET.positionOf("night")] = 1;
        bits[SET.positionOf("account_mean_minor_1h")] = Double.doubleToLongBits(2.5);

        int ppm = scorer.score(values(bits));

        double margin = scorer.model().trees().margin(new float[] {1, 2.5f});
        assertThat(scorer.margin()).isEqualTo(margin);
        assertThat(ppm).isEqualTo(TreeModel.ppm(margin));
    }

    @Test
    void namesTheInputsThatSpeakMostForFraudInFallingOrder() {
        ModelScorer scorer = scorer(SET.names(), 2);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 200; i++) {
            scorer.score(random(random));

            List<Reason> reasons = scorer.reasons(POINTS);

            List<String> expected =
                    SET.names().stream()
                            .filter(name -> contribution(scorer, name) > 0)
                            .sorted(
                                    Comparator.comparingDouble(
                                            (String name) -> -contribution(scorer, name)))
                            .limit(ModelScorer.REASONS_MAX)
                            .toList();
            assertThat(reasons).extracting(Reason::getSourceId).isEqualTo(expected);
            assertThat(reasons.stream().mapToInt(Reason::getWeightMilli).sum())
                    .isBetween(0, POINTS);
            assertThat(reasons)
                    .extracting(Reason::getWeightMilli)
                    .isSortedAccordingTo(Comparator.reverseOrder());
        }
    }

    @Test
    void allContributionsAndTheBiasSumToTheMargin() {
        ModelScorer scorer = scorer(SET.names(), 3);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            scorer.score(random(random));
            double sum = scorer.bias();
            for (int input = 0; input < SET.size(); input++) {
                sum += scorer.contribution(input);
            }
            assertThat(sum).isCloseTo(scorer.margin(), within(1e-6));
        }
    }

    @Test
    void aReasonSaysWhatTheInputMeansAndWhatItWas() {
        assertThat(onlyReason("card_count_10m", 7).getText()).isEqualTo("payments (card, 10m): 7");
        assertThat(onlyReason("night", 1).getText())
                .isEqualTo("occurred from 00:00 to 06:59 UTC: yes");
        assertThat(onlyReason("account_kilometres", Double.doubleToLongBits(9_830.126)).getText())
                .endsWith("(account): 9830.13");
        assertThat(onlyReason("account_kilometres", Double.doubleToLongBits(Double.NaN)).getText())
                .endsWith(": not known");
        Reason reason = onlyReason("card_count_10m", 7);
        assertThat(reason.getCode()).isEqualTo("MODEL_CARD_COUNT_10M");
        assertThat(reason.getSource()).isEqualTo(ReasonSource.MODEL);
        assertThat(reason.getWeightMilli()).isEqualTo(POINTS);
        assertThat(reason.getShadow()).isFalse();
    }

    @Test
    void scoringAllocatesNothing() {
        ModelScorer scorer = scorer(SET.names(), 4);
        FeatureValues payment = random(new SplittableRandom(4));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            scorer.score(payment);
            scorer.contribution(0);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            scorer.score(payment);
            scorer.contribution(0);
        }
        // the two readings themselves may allocate a little
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void hasNoReasonsBeforeAPaymentWasScored() {
        ModelScorer scorer = scorer(SET.names(), 5);

        assertThatThrownBy(() -> scorer.reasons(1)).isInstanceOf(IllegalStateException.class);
    }

    private static double contribution(ModelScorer scorer, String name) {
        return scorer.contribution(SET.positionOf(name));
    }

    /** The reason of a model with one node that asks whether the input is under -1. */
    private static Reason onlyReason(String input, long bits) {
        TreeModel.Nodes nodes =
                new TreeModel.Nodes(
                        new int[] {0},
                        new short[] {0, -1, -1},
                        new float[] {-1, -1, 1},
                        new int[] {1, 0, 0},
                        new boolean[3],
                        new float[] {2, 1, 1});
        ModelScorer scorer =
                scorer(new TreeModel(header(List.of(input)), 0.1f, nodes));
        long[] all = new long[SET.size()];
        all[SET.positionOf(input)] = bits;
        scorer.score(values(all));
        List<Reason> reasons = scorer.reasons(POINTS);
        assertThat(reasons).hasSize(1);
        return reasons.getFirst();
    }

    private static ModelScorer scorer(List<String> inputs, long seed) {
        TreeModel random = RandomTrees.model(new SplittableRandom(seed), inputs.size(), 50, 6);
        return scorer(new TreeModel(header(inputs), random.baseScore(), random.nodes));
    }

    private static ModelScorer scorer(TreeModel trees) {
        byte[] file = ModelFile.write(trees);
        return Model.of(ModelHash.of(file), file, SET).newScorer();
    }

    private static ModelHeader header(List<String> inputs) {
        return new ModelHeader(SET.id(), 0, 1, 2, inputs);
    }

    private static FeatureValues random(SplittableRandom random) {
        long[] bits = new long[SET.size()];
        for (int i = 0; i < bits.length; i++) {
            int value = random.nextInt(-4, 5);
            bits[i] =
                    SET.typeAt(i) == FeatureType.DOUBLE ? Double.doubleToLongBits(value) : value;
        }
        return values(bits);
    }

    private static FeatureValues values(long[] bits) {
        ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES);
        bytes.asLongBuffer().put(bits);
        return SET.read(
                FeatureVector.newBuilder()
                        .setFeatureSet(SET.id())
                        .setValues(ByteString.copyFrom(bytes))
                        .build());
    }
}
