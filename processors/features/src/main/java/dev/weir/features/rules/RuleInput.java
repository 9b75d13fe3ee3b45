package dev.weir.features.rules;

import dev.cel.runtime.CelVariableResolver;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import java.util.Optional;

/** What a rule looks at. Features are absent in the local scope. */
public record RuleInput(
        PaymentDetails payment,
        AccountState account,
        Optional<FeatureSet> set,
        Optional<FeatureValues> features)
        implements CelVariableResolver {

    /** Without features, as an owner has it. */
    public static RuleInput local(PaymentDetails payment, AccountState account) {
        return new RuleInput(payment, account, Optional.empty(), Optional.empty());
    }

    /** With its features. */
    public static RuleInput full(
            PaymentDetails payment, AccountState account, FeatureSet set, FeatureValues features) {
        return new RuleInput(payment, account, Optional.of(set), Optional.of(features));
    }

    static final String FEATURES = "features.";

    @Override
    public Optional<Object> find(String name) {
        if (name.startsWith(FEATURES) && set.isPresent() && features.isPresent()) {
            int position = set.get().positionOf(name.substring(FEATURES.length()));
            return position < 0 ? Optional.empty() : Optional.of(features.get().value(position));
        }
        return Optional.ofNullable(PaymentVariables.valueOf(name, this));
    }
}
