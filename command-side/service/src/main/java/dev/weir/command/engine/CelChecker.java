package dev.weir.command.engine;

import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import dev.weir.domain.RuleChecker;
import dev.weir.features.FeatureSet;
import dev.weir.features.patterns.Patterns;
import dev.weir.features.rules.RuleException;
import dev.weir.features.rules.RuleSet;
import java.util.List;
import java.util.Optional;

/** Compiles drafts as {@code decide} will, and knows the feature sets that it knows. */
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
            return Optional.of(withoutName(e.getMessage(), "rule " + rule.getRuleId() + ": "));
        }
    }

    @Override
    public Optional<String> problem(Pattern pattern) {
        try {
            Patterns.check(features, pattern);
            return Optional.empty();
        } catch (RuleException e) {
            return Optional.of(
                    withoutName(e.getMessage(), "pattern " + pattern.getPatternId() + ": "));
        }
    }

    @Override
    public List<String> featureSets() {
        return FeatureSet.releasedIds();
    }

    /** The refusal names it already, and its parameters are short. */
    private static String withoutName(String message, String name) {
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }
}
