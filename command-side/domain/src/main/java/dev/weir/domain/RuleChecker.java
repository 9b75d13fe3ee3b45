package dev.weir.domain;

import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.Rule;
import java.util.List;
import java.util.Optional;

/**
 * Says what is wrong with the expressions of a draft, and what a model may read: the domain knows
 * no language of rules and no features.
 */
public interface RuleChecker {
    /** For whoever decides nothing: a follower of the log. */
    RuleChecker NONE =
            new RuleChecker() {
                @Override
                public Optional<String> problem(Rule rule) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> problem(Pattern pattern) {
                    return Optional.empty();
                }

                @Override
                public List<String> featureSets() {
                    return List.of();
                }
            };

    /** What is wrong with the rule, for its author: line, column and why; empty: nothing. */
    Optional<String> problem(Rule rule);

    /** What is wrong with a predicate of the pattern, as for a rule; empty: nothing. */
    Optional<String> problem(Pattern pattern);

    /** Ids of the sets that a model may have been trained on: {@code payments@2}. */
    List<String> featureSets();
}
