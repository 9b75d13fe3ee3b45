package dev.weir.processors.bench;

import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.patterns.DefaultPatterns;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.conf.EventProcessingOption;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;
import org.kie.internal.utils.KieHelper;

/**
 * Four windowed rules and card testing in one JVM, by Drools Fusion ({@code bench/rules.drl}) and
 * by the step of {@code decide} on heap state with all its features. Request {@code run
 * engine=drools|own payments=}. Answers {@code per_cpu_second} and {@code flagged}, pairs of rule
 * and payment; {@code differ}: pairs that only one of the two has found, once both have run.
 */
public final class DroolsPart implements Part {
    private static final int CLEAN_UP_KEYS = 32;

    private static final Map<String, String> RULES =
            Map.of(
                    "card-count-10m", "features.card_count_10m >= 4",
                    "card-sum-1h", "features.card_sum_minor_1h > 40000",
                    "card-max-1h",
                            "payment.amount_minor >= 10000 && features.card_count_1h >= 3 &&"
                                    + " features.card_max_minor_1h > 40000",
                    "terminal-count-10m", "features.terminal_count_10m >= 30");

    private Set<String> ofDrools = Set.of();
    private Set<String> ofOwn = Set.of();

    /**
     * The payment that is being judged.
     *
     * @param payment it
     */
    public record Current(CardPayment payment) {
        public String getId() {
            return payment.id;
        }

        public String getCard() {
            return payment.card;
        }

        public String getTerminal() {
            return payment.terminal;
        }

        public long getAmount() {
            return payment.amount;
        }

        public long getAtMillis() {
            return payment.atMillis;
        }
    }

    /** What fired. */
    public static final class Flags {
        private final Set<String> found = new HashSet<>();

        public void add(String rule, String payment) {
            found.add(rule + "/" + payment);
        }
    }

    @Override
    public Map<String, Double> answer(Request request) {
        int payments = request.number("payments");
        boolean own = request.text("engine").equals("own");
        double before = Cpu.ofProcess();
        Set<String> found = own ? own(payments) : drools(payments);
        double seconds = Cpu.ofProcess() - before;
        if (own) {
            ofOwn = found;
        } else {
            ofDrools = found;
        }
        Set<String> differ = new HashSet<>(ofOwn);
        differ.addAll(ofDrools);
        differ.removeIf(pair -> ofOwn.contains(pair) && ofDrools.contains(pair));
        return Map.of(
                "per_cpu_second", payments / seconds,
                "flagged", (double) found.size(),
                "differ", (double) differ.size());
    }

    private static Set<String> drools(int payments) {
        KieServices kie = KieServices.Factory.get();
        KieBaseConfiguration stream = kie.newKieBaseConfiguration();
        stream.setOption(EventProcessingOption.STREAM);
        KieBase base =
                new KieHelper()
                        .addResource(
                                kie.getResources()
                                        .newClassPathResource("bench/rules.drl", DroolsPart.class),
                                ResourceType.DRL)
                        .build(stream);
        KieSessionConfiguration pseudo = kie.newKieSessionConfiguration();
        pseudo.setOption(ClockTypeOption.PSEUDO);
        KieSession session = base.newKieSession(pseudo, null);
        Flags flags = new Flags();
        session.setGlobal("flags", flags);
        SessionPseudoClock clock = session.getSessionClock();
        for (int n = 0; n < payments; n++) {
            CardPayment payment = CardPayment.of(n);
            clock.advanceTime(payment.atMillis - clock.getCurrentTime(), TimeUnit.MILLISECONDS);
            session.insert(payment);
            FactHandle current = session.insert(new Current(payment));
            session.fireAllRules();
            session.delete(current);
        }
        session.dispose();
        return flags.found;
    }

    private static Set<String> own(int payments) {
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        Control control = control();
        HeapState state = new HeapState();
        Set<String> found = new HashSet<>();
        for (int n = 0; n < payments; n++) {
            CardPayment payment = CardPayment.of(n);
            PaymentRequested requested = payment.requested();
            BookDecider.Enriched enriched = decider.enrich(requested, payment.atMicros(), state);
            decider.decide("book", n, requested, enriched, control, state)
                    .decision()
                    .getReasonsList()
                    .forEach(reason -> found.add(reason.getSourceId() + "/" + payment.id));
            decider.cleanUp(state, CLEAN_UP_KEYS);
        }
        return found;
    }

    private static Control control() {
        ControlHistory history = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
        RULES.forEach(
                (id, expression) ->
                        history.on(
                                history.position() + 1,
                                RuleActivated.newBuilder()
                                        .setRule(
                                                Rule.newBuilder()
                                                        .setRuleId(id)
                                                        .setVersion(1)
                                                        .setExpression(expression)
                                                        .setOutcome(Outcome.APPROVED)
                                                        .setWeightMilli(1)
                                                        .setReasonCode("BENCH")
                                                        .setReasonText("benchmark"))
                                        .build()));
        var testing =
                DefaultPatterns.samples().get(0).toBuilder().setPatternId("card-testing").build();
        history.on(
                history.position() + 1,
                PatternActivated.newBuilder()
                        .setPatternId(testing.getPatternId())
                        .setVersion(testing.getVersion())
                        .setDefinition(testing.toByteString())
                        .build());
        return history.at(history.position()).orElseThrow();
    }
}
