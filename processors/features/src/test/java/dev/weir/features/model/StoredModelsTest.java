package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.control.v1.ModelRolledBack;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.StoredModels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models of a store as the control book switches them, each payment by its own position. */
class StoredModelsTest {
    private static final FeatureSet SET = FeatureSet.payments1();

    private final Map<String, byte[]> files = new HashMap<>();
    private final List<ModelFault> refused = new ArrayList<>();
    private final ModelStore store = hash -> Optional.ofNullable(files.get(hash));

    @Test
    void aPaymentIsScoredByTheModelOfItsPosition() {
        String first = put(1);
        String second = put(2);
        ControlHistory control = history(SET);
        control.on(0, promoted(first));
        control.on(1, promoted(second));
        control.on(2, ModelRolledBack.newBuilder().setModelHash(first).build());
        assertThat(decide(control, -1).getModelHash()).isEmpty();
        Decision byFirst = decide(control, 0);
        assertThat(byFirst.getModelHash()).isEqualTo(first);
        assertThat(byFirst.getModelScorePpm()).isEqualTo(byFirst.getScoreMilli()).isPositive();
        assertThat(byFirst.getReasonsList())
                .hasSizeBetween(1, ModelScorer.REASONS_MAX)
                .allMatch(reason -> reason.getSource() == ReasonSource.MODEL);
        Decision bySecond = decide(control, 1);
        assertThat(bySecond.getModelHash()).isEqualTo(second);
        assertThat(bySecond.getModelScorePpm()).isNotEqualTo(byFirst.getModelScorePpm());
        assertThat(decide(control, 2)).isEqualTo(byFirst.toBuilder().setControlSeq(2).build());
        assertThat(decide(control, 0)).as("again, in another order").isEqualTo(byFirst);
        assertThat(refused).isEmpty();
    }

    @Test
    void aModelThatCannotBeUsedIsToldAndPaymentsAreDecidedWithoutIt() {
        String wrong = put(1);
        files.put(wrong, files.get(put(2)));
        String otherSet = put(3);
        ControlHistory control = history(SET);
        control.on(0, promoted(wrong));
        assertThat(decide(control, 0).getModelHash()).isEmpty();
        assertThat(refused).containsExactly(ModelFault.MODEL_HASH_WRONG);
        ControlHistory other = history(FeatureSet.payments2());
        other.on(0, promoted(otherSet));
        assertThat(other.at(0).orElseThrow().champion()).isEmpty();
        assertThat(refused).endsWith(ModelFault.MODEL_FEATURE_SET_WRONG);
    }

    private ControlHistory history(FeatureSet set) {
        return new ControlHistory(
                set, new StoredModels(store, set, refusal -> refused.add(refusal.fault())));
    }

    private String put(long seed) {
        byte[] file = ModelFile.write(RandomTrees.model(new SplittableRandom(seed), 10, 5, 4));
        files.put(ModelHash.of(file), file);
        return ModelHash.of(file);
    }

    private static ModelPromoted promoted(String hash) {
        return ModelPromoted.newBuilder().setModelHash(hash).build();
    }

    private static Decision decide(ControlHistory control, long position) {
        BookDecider decider = new BookDecider(SET);
        HeapState state = new HeapState();
        PaymentRequested requested =
                PaymentRequested.newBuilder()
                        .setPayment(
                                PaymentDetails.newBuilder()
                                        .setPaymentId("p")
                                        .setAccountId("a")
                                        .setCardId("c")
                                        .setAmountMinor(777))
                        .build();
        return decider.decide(
                        "book",
                        1,
                        requested,
                        decider.enrich(requested, 1_700_000_000_000_000L, state),
                        control.at(position).orElseThrow(),
                        state)
                .decision();
    }
}
