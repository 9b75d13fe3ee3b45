package dev.weir.command.engine;

import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.features.rules.DefaultRules;
import java.util.List;

/**
 * What a new platform begins with: the first command that its control book sees.
 *
 * @param rules in force at once
 * @param policies what becomes of payments whose decision is late
 */
record Genesis(List<Rule> rules, List<FallbackPolicySet> policies) {
    /**
     * Floor limit of the first policy, minor units: what card schemes call a small amount, and what
     * a bank would rather lose now and then than refuse at a till.
     */
    static final long APPROVE_BELOW_MINOR = 5_000;

    /** Small amounts pass, all others wait for a person. */
    static Genesis standard() {
        return new Genesis(
                DefaultRules.genesis(),
                List.of(
                        FallbackPolicySet.newBuilder()
                                .setApproveBelowMinor(APPROVE_BELOW_MINOR)
                                .setOtherwise(Outcome.REFERRED)
                                .build()));
    }
}
