package dev.weir.command.engine;

import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.domain.RuleChecker;
import dev.weir.features.FeatureSet;
import dev.weir.features.rules.RuleException;
import dev.weir.features.rules.RuleSet;
import java.util.Optional;

/** Compiles drafts as {@code decide} will. */
final class CelChecker implements RuleChecker {
    private final FeatureSet features;

    CelChecker(FeatureSet features) {
        this.features = features;
    }

    @Override
    public Optional<String> problem(Rule rule) {
        try {
            RuleSet.check(features, rule);
            return Optional.empty();
        } catch (RuleException e) {
            return Optional.of(withoutName(e.getMessage(), rule.getRuleId()));
        }
    }

    /**
     * The predicate of a cycle or shared entity speaks of payments, as a rule does; a sequence's
     * steps may speak of other events and are compiled where they are evaluated.
     */
    @Override
    public Optional<String> problem(Pattern pattern) {
        if (pattern.getKind() == PatternKind.SEQUENCE || pattern.getPredicate().isEmpty()) {
            return Optional.empty();
        }
        return problem(
                Rule.newBuilder()
                        .setRuleId(pattern.getPatternId())
                        .setExpression(pattern.getPredicate())
                        .setOutcome(Outcome.APPROVED)
                        .build());
    }

    /** The refusal names it already, and its parameters are short. */
    private static String withoutName(String message, String id) {
        String name = "rule " + id + ": ";
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }
}
