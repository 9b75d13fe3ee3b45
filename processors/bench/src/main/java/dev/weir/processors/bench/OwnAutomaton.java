package dev.weir.processors.bench;

import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.Moment;
import dev.weir.features.patterns.DefaultPatterns;
import dev.weir.features.patterns.PatternInput;
import dev.weir.features.patterns.Patterns;
import dev.weir.features.rules.AccountState;
import dev.weir.features.rules.RuleInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** The sample pattern by the automaton of {@code decide}, with its clock and its clean-up. */
final class OwnAutomaton extends KeyedProcessFunction<String, CardPayment, String> {
    private static final long serialVersionUID = 1L;
    private static final int CLEAN_UP_KEYS = 32;

    private transient BookFeatures features;
    private transient Patterns patterns;
    private transient MapFeatureState state;

    @Override
    public void open(OpenContext context) {
        FeatureSet set = FeatureSet.payments2();
        features = new BookFeatures(set);
        patterns = Patterns.compile(set, DefaultPatterns.samples().subList(0, 1), List.of());
        state = new MapFeatureState(getRuntimeContext());
    }

    @Override
    public void processElement(CardPayment payment, Context context, Collector<String> out) {
        long at = payment.atMicros();
        // Moves the book's clock and nothing else: here no feature is computed that would.
        features.onEvent(LoginFailed.getDefaultInstance(), at, state);
        RuleInput input = RuleInput.local(payment.details(), new AccountState(0, 0));
        var fired =
                patterns.takeLive(
                        new PatternInput(
                                "book",
                                payment.requested(),
                                Optional.of(input),
                                Moment.of(state, at)),
                        state,
                        new ArrayList<>());
        features.cleanUp(state, CLEAN_UP_KEYS);
        if (!fired.isEmpty()) {
            CepPart.FLAGGED.add(payment.id);
            out.collect(payment.id);
        }
    }
}
