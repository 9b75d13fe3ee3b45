package dev.weir.processors.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.model.Model;
import dev.weir.features.model.ModelFile;
import dev.weir.features.model.ModelHash;
import dev.weir.features.model.ModelScorer;
import dev.weir.features.rules.DefaultRules;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BenchControlTest {
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final FeatureSet SET = FeatureSet.payments2();

    @Test
    void thirtyRulesAndFivePatternsCompile() {
        Control control = control();

        assertThat(control.rules().rejected()).isEmpty();
        assertThat(control.patterns().rejected()).isEmpty();
        assertThat(DefaultRules.genesis().size() + BenchControl.moreRules().size())
                .isEqualTo(BenchControl.RULES);
        assertThat(control.patterns().live()).isEqualTo(BenchControl.PATTERNS);
    }

    @Test
    void noRuleOfTheBenchmarkFailsOrFiresOnItsTraffic() {
        BookDecider decider = new BookDecider(SET);
        HeapState state = new HeapState();
        Traffic traffic = new Traffic(50, false);
        Control control = control();
        for (int n = 0; n < 500; n++) {
            var requested = traffic.requested(n, control.position());
            var enriched = decider.enrich(requested, START_MICROS + n * 1_000_000L, state);
            var answer = decider.decide("book", n, requested, enriched, control, state);

            assertThat(answer.failures()).isEmpty();
            assertThat(answer.decision().getReasonsList())
                    .noneMatch(reason -> reason.getCode().startsWith("BENCH_"));
        }
    }

    @Test
    void theModelHasTheStatedSizeAndItsPaymentsDiffer() {
        byte[] file = BenchModel.file(SET);
        Model model = Model.of(ModelHash.of(file), file, SET);
        ModelScorer scorer = model.newScorer();
        BookDecider decider = new BookDecider(SET);
        HeapState state = new HeapState();
        Traffic traffic = new Traffic(50, false);
        Set<Integer> scores = new HashSet<>();
        for (int n = 0; n < 300; n++) {
            var enriched =
                    decider.enrich(traffic.requested(n, 0), START_MICROS + n * 60_000_000L, state);
            scores.add(scorer.score(enriched.values()));
        }

        assertThat(ModelFile.read(file).trees()).isEqualTo(100);
        assertThat(scores).hasSizeGreaterThan(200);
        assertThat(BenchModel.file(SET)).isEqualTo(file);
    }

    private static Control control() {
        ControlHistory history = new ControlHistory(SET, Scorers.NONE);
        BenchControl.activations().forEach(history::append);
        return history.at(history.position()).orElseThrow();
    }
}
