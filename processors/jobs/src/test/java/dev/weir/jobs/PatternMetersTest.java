package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.patterns.Patterns;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class PatternMetersTest {
    private static final Pattern PATTERN =
            Pattern.newBuilder()
                    .setPatternId("twice")
                    .setVersion(3)
                    .setKind(PatternKind.SEQUENCE)
                    .setEntity(EntityKind.ACCOUNT)
                    .setWithinMillis(60_000)
                    .addSteps(PatternStep.newBuilder().setName("any").setAtLeast(2))
                    .setOutcome(Outcome.REFERRED)
                    .build();

    @Test
    void sumsWhatAVersionKeepsInAllBooks() {
        ControlHistory history = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
        history.on(
                0,
                PatternActivated.newBuilder()
                        .setPatternId("twice")
                        .setVersion(3)
                        .setDefinition(PATTERN.toByteString())
                        .build());
        Control control = history.at(0).orElseThrow();
        PatternMeters meters = new PatternMeters(new UnregisteredMetricsGroup());
        HeapState one = bookWith(control, 2);
        HeapState other = bookWith(control, 5);

        meters.payment("one", control, one);
        meters.payment("other", control, other);

        assertThat(meters.usage("twice/3").keys()).isEqualTo(7);
        assertThat(meters.usage("twice/3").bytes())
                .isEqualTo(
                        Patterns.usage(one, PATTERN).bytes()
                                + Patterns.usage(other, PATTERN).bytes());
        assertThat(meters.usage("twice/2").keys()).isZero();
    }

    private static HeapState bookWith(Control control, int accounts) {
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        HeapState state = new HeapState();
        Ledger ledger = new Ledger();
        for (int i = 0; i < accounts; i++) {
            ledger.open("a" + i);
            decider.learn(
                    "book",
                    ledger.request("p" + i, "a" + i, 100, 0, DecisionMode.HISTORY),
                    BookLog.START_MICROS,
                    control,
                    state);
        }
        return state;
    }
}
