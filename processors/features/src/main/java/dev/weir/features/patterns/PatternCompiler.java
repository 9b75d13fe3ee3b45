package dev.weir.features.patterns;

import com.google.protobuf.Descriptors.Descriptor;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.Entities;
import dev.weir.features.FeatureSet;
import dev.weir.features.rules.Expression;
import dev.weir.features.rules.RuleCompiler;
import dev.weir.features.rules.RuleException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks patterns, bounds them and makes automata of them. Not safe for threads. */
final class PatternCompiler {
    static final int STEPS_MAX = 8;
    static final int CYCLE_ACCOUNTS_MIN = 2;
    static final int CYCLE_ACCOUNTS_MAX = 6;
    static final long WITHIN_MILLIS_MAX = 30L * 86_400_000L;

    private static final long MICROS_PER_MILLI = 1_000L;
    private static final String ALWAYS = "true";
    private static final Set<Outcome> OUTCOMES =
            EnumSet.of(Outcome.APPROVED, Outcome.DECLINED, Outcome.REFERRED);

    private final RuleCompiler ofPayments;
    private final RuleCompiler ofEvents;
    private final Map<Pattern, CompiledPattern> compiled = new HashMap<>();

    PatternCompiler(FeatureSet features) {
        ofPayments = RuleCompiler.full(features);
        ofEvents = RuleCompiler.over(PatternEvents.variables());
    }

    /** Compiles a version once, however often it comes in and out of force. */
    CompiledPattern compile(Pattern pattern) {
        CompiledPattern known = compiled.get(pattern);
        if (known == null) {
            known = make(pattern);
            compiled.put(pattern, known);
        }
        return known;
    }

    private CompiledPattern make(Pattern pattern) {
        String what = "pattern " + pattern.getPatternId();
        require(!pattern.getPatternId().isEmpty(), "a pattern", "needs an id");
        require(
                OUTCOMES.contains(pattern.getOutcome()),
                what,
                "outcome " + pattern.getOutcome() + " cannot be asked for");
        require(
                pattern.getWithinMillis() >= 1 && pattern.getWithinMillis() <= WITHIN_MILLIS_MAX,
                what,
                "within_millis must lie in 1.." + WITHIN_MILLIS_MAX);
        long within = pattern.getWithinMillis() * MICROS_PER_MILLI;
        return switch (pattern.getKind()) {
            case SEQUENCE -> sequence(pattern, what, within);
            case SHARED_ENTITY -> sharedEntity(pattern, what, within);
            case CYCLE -> cycle(pattern, what, within);
            case PATTERN_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    throw new RuleException(
                            what + ": kind must be SEQUENCE, CYCLE or SHARED_ENTITY");
        };
    }

    private CompiledPattern sequence(Pattern pattern, String what, long within) {
        requireEntity(pattern.getEntity(), what);
        require(
                pattern.getStepsCount() >= 1 && pattern.getStepsCount() <= STEPS_MAX,
                what,
                "needs 1 to " + STEPS_MAX + " steps");
        require(
                pattern.getPredicate().isEmpty(),
                what,
                "a SEQUENCE has predicates in its steps, not one of its own");
        Set<String> names = new HashSet<>();
        List<Sequence.Step> steps = new ArrayList<>();
        for (PatternStep step : pattern.getStepsList()) {
            String where = what + ", step " + (steps.size() + 1) + " (" + step.getName() + ")";
            require(
                    !step.getName().isEmpty() && names.add(step.getName()),
                    where,
                    "needs a name that no other step has");
            steps.add(step(pattern, step, where));
        }
        require(
                steps.getLast().events().equals(Set.of(PatternEvents.PAYMENT)),
                what,
                "the last step must be taken by PaymentRequested alone: it is the payment that is"
                        + " flagged");
        return made(pattern, new Sequence(group(pattern), steps, within), eventsOf(steps));
    }

    private static Set<String> eventsOf(List<Sequence.Step> steps) {
        Set<String> events = new HashSet<>();
        steps.forEach(step -> events.addAll(step.events()));
        return events;
    }

    private Sequence.Step step(Pattern pattern, PatternStep step, String where) {
        boolean named = step.getEntity() != EntityKind.ENTITY_KIND_UNSPECIFIED;
        EntityKind entity = named ? step.getEntity() : pattern.getEntity();
        Set<String> events = new LinkedHashSet<>(step.getEventsList());
        if (events.isEmpty()) {
            events.add(PatternEvents.PAYMENT);
        }
        for (String name : events) {
            Descriptor type =
                    PatternEvents.type(name)
                            .orElseThrow(
                                    () ->
                                            new RuleException(
                                                    where
                                                            + ": no step can look at '"
                                                            + name
                                                            + "'; there are "
                                                            + String.join(
                                                                    ", ", PatternEvents.names())));
            require(Entities.isNamedBy(entity, type), where, name + " names no " + entity);
            require(
                    step.getDistinct() == EntityKind.ENTITY_KIND_UNSPECIFIED
                            || Entities.isNamedBy(step.getDistinct(), type),
                    where,
                    name + " names no " + step.getDistinct());
        }
        boolean payments = events.equals(Set.of(PatternEvents.PAYMENT));
        RuleCompiler compiler = payments ? ofPayments : ofEvents;
        return new Sequence.Step(
                Set.copyOf(events),
                compiler.compile(where, orAlways(step.getPredicate())),
                payments,
                entity,
                step.getDistinct(),
                atLeast(step.getAtLeast(), where));
    }

    private static int atLeast(int given, String where) {
        require(
                given >= 0 && given <= Taken.EVENTS_OF_STEP_MAX,
                where,
                "at_least must lie in 0.." + Taken.EVENTS_OF_STEP_MAX);
        return Math.max(1, given);
    }

    private CompiledPattern sharedEntity(Pattern pattern, String what, long within) {
        requireEntity(pattern.getEntity(), what);
        require(pattern.getEntity() != EntityKind.ACCOUNT, what, "accounts share another entity");
        require(pattern.getStepsCount() == 0, what, "a SHARED_ENTITY has no steps");
        require(pattern.getAtLeast() >= 2, what, "at_least must be 2 accounts or more");
        Sequence.Step step =
                new Sequence.Step(
                        Set.of(PatternEvents.PAYMENT),
                        ofPayments.compile(what, orAlways(pattern.getPredicate())),
                        true,
                        pattern.getEntity(),
                        EntityKind.ACCOUNT,
                        atLeast(pattern.getAtLeast(), what));
        return made(
                pattern,
                new Sequence(group(pattern), List.of(step), within),
                Set.of(PatternEvents.PAYMENT));
    }

    private CompiledPattern cycle(Pattern pattern, String what, long within) {
        require(pattern.getEntity() == EntityKind.ACCOUNT, what, "a CYCLE is one of ACCOUNTs");
        require(pattern.getStepsCount() == 0, what, "a CYCLE has no steps");
        require(
                pattern.getAtLeast() >= CYCLE_ACCOUNTS_MIN
                        && pattern.getAtLeast() <= CYCLE_ACCOUNTS_MAX,
                what,
                "at_least, the accounts in the cycle at most, must lie in %d..%d"
                        .formatted(CYCLE_ACCOUNTS_MIN, CYCLE_ACCOUNTS_MAX));
        Expression predicate = ofPayments.compile(what, orAlways(pattern.getPredicate()));
        return made(
                pattern,
                new Cycle(group(pattern), predicate, pattern.getAtLeast(), within),
                Set.copyOf(Cycle.events()));
    }

    private static CompiledPattern made(Pattern pattern, Automaton automaton, Set<String> events) {
        return new CompiledPattern(pattern, automaton, events);
    }

    /** A version has a state of its own: what another version took means nothing to it. */
    static String group(Pattern pattern) {
        return "pattern/" + pattern.getPatternId() + "/" + pattern.getVersion();
    }

    private static String orAlways(String predicate) {
        return predicate.isEmpty() ? ALWAYS : predicate;
    }

    private static void requireEntity(EntityKind entity, String what) {
        require(
                Entities.isNamedBy(entity, PaymentRequested.getDescriptor()),
                what,
                "entity must be one that payments name");
    }

    private static void require(boolean met, String where, String otherwise) {
        if (!met) {
            throw new RuleException(where + ": " + otherwise);
        }
    }
}
