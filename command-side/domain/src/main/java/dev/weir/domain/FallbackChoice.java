package dev.weir.domain;

import dev.weir.contract.control.v1.FallbackPolicySet;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.Optional;
import java.util.function.BiFunction;

/** Picks the fallback policy that fits best and says what it does with a payment. */
final class FallbackChoice {
    private FallbackChoice() {}

    static Outcome of(
            PaymentDetails payment,
            BiFunction<String, Channel, Optional<FallbackPolicySet>> policies,
            String bookId) {
        Channel channel = payment.getChannel();
        return policies.apply(bookId, channel)
                .or(() -> policies.apply(bookId, Channel.CHANNEL_UNSPECIFIED))
                .or(() -> policies.apply("", channel))
                .or(() -> policies.apply("", Channel.CHANNEL_UNSPECIFIED))
                .map(policy -> outcome(policy, payment.getAmountMinor()))
                .orElse(Outcome.REFERRED);
    }

    private static Outcome outcome(FallbackPolicySet policy, long amountMinor) {
        if (amountMinor < policy.getApproveBelowMinor()) {
            return Outcome.APPROVED;
        }
        return policy.getOtherwise() == Outcome.OUTCOME_UNSPECIFIED
                ? Outcome.REFERRED
                : policy.getOtherwise();
    }
}
