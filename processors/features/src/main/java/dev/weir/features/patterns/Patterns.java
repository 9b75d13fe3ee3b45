package dev.weir.features.patterns;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.features.AgingState;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureState;
import dev.weir.features.rules.Fired;
import dev.weir.features.rules.RuleException;
import dev.weir.features.rules.RuleFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The patterns in force at one position of the control book. Their state lies with the book's
 * features, goes away by its clock and is counted for each version; a version begins with nothing,
 * so it belongs in shadow for as long as it looks back.
 */
public final class Patterns {
    private final List<CompiledPattern> live;
    private final List<CompiledPattern> shadow;
    private final List<RuleFailure> rejected;

    private Patterns(
            List<CompiledPattern> live, List<CompiledPattern> shadow, List<RuleFailure> rejected) {
        this.live = List.copyOf(live);
        this.shadow = List.copyOf(shadow);
        this.rejected = List.copyOf(rejected);
    }

    /** Compiles patterns; one that does not compile is left out and named in {@link #rejected}. */
    public static Patterns compile(FeatureSet features, List<Pattern> live, List<Pattern> shadow) {
        return new Compiler(features).compile(live, shadow);
    }

    /** Compiles each version once. Not safe for threads. */
    public static final class Compiler {
        private final PatternCompiler compiler;

        public Compiler(FeatureSet features) {
            compiler = new PatternCompiler(features);
        }

        /** As {@link Patterns#compile}. */
        public Patterns compile(List<Pattern> live, List<Pattern> shadow) {
            List<RuleFailure> rejected = new ArrayList<>();
            return new Patterns(all(live, rejected), all(shadow, rejected), rejected);
        }

        private List<CompiledPattern> all(List<Pattern> patterns, List<RuleFailure> rejected) {
            List<CompiledPattern> done = new ArrayList<>();
            for (Pattern pattern : patterns) {
                try {
                    done.add(compiler.compile(pattern));
                } catch (RuleException e) {
                    rejected.add(
                            new RuleFailure(
                                    "pattern " + pattern.getPatternId(),
                                    pattern.getVersion(),
                                    e.getMessage()));
                }
            }
            return done;
        }
    }

    /**
     * Checks a draft.
     *
     * @throws RuleException with a message for its author: the step, line, column and what is wrong
     */
    public static void check(FeatureSet features, Pattern draft) {
        new PatternCompiler(features).compile(draft);
    }

    /** Takes an event in the book's order; gives the live patterns that it completes. */
    public List<Fired> takeLive(
            PatternInput input, FeatureState state, List<RuleFailure> failures) {
        return take(live, false, input, state, failures);
    }

    /** The same for those in shadow, marked so. */
    public List<Fired> takeShadow(
            PatternInput input, FeatureState state, List<RuleFailure> failures) {
        return take(shadow, true, input, state, failures);
    }

    private static List<Fired> take(
            List<CompiledPattern> patterns,
            boolean shadow,
            PatternInput input,
            FeatureState state,
            List<RuleFailure> failures) {
        List<Fired> fired = new ArrayList<>();
        AgingState aging = new AgingState(state);
        String type = input.event().getDescriptorForType().getName();
        for (CompiledPattern pattern : patterns) {
            if (!pattern.events().contains(type) || !pattern.holdsFor(input.book())) {
                continue;
            }
            try {
                if (pattern.automaton().take(input, aging)) {
                    fired.add(pattern.fired(shadow));
                }
            } catch (CelEvaluationException e) {
                failures.add(pattern.failure(e));
            }
        }
        return fired;
    }

    /** The patterns that are followed: live ones, then those in shadow. */
    public List<Pattern> followed() {
        return Stream.concat(live.stream(), shadow.stream()).map(CompiledPattern::pattern).toList();
    }

    /** What a version of a pattern keeps in a book. */
    public static AgingState.Usage usage(FeatureState state, Pattern pattern) {
        return new AgingState(state).usage(PatternCompiler.group(pattern));
    }

    /** Patterns that could not be compiled, and why. */
    public List<RuleFailure> rejected() {
        return rejected;
    }

    /** Number of patterns that count. */
    public int live() {
        return live.size();
    }

    /** Number of patterns in shadow. */
    public int shadow() {
        return shadow.size();
    }
}
