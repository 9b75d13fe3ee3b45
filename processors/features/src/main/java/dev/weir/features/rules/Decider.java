package dev.weir.features.rules;

import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.List;
import java.util.Optional;

/**
 * From a payment, its vector and the rules in force to the decision: pure, so that the same log
 * gives the same bytes.
 */
public final class Decider {
    private Decider() {}

    /**
     * A decision, and the rules that could not be evaluated for it; these are to be counted and are
     * not part of it.
     */
    public record Decided(Decision decision, List<RuleFailure> failures) {}

    /**
     * Decides a payment.
     *
     * @param book the payment's book
     * @param sequence sequence of the event in the book
     * @param requested the event; its {@code control_seq} is the position at which {@code rules}
     *     were in force
     * @param vector its features, of the set that the rules were compiled for
     * @throws IllegalArgumentException if the vector is of another set
     */
    public static Decided decide(
            String book,
            long sequence,
            PaymentRequested requested,
            FeatureVector vector,
            RuleSet rules) {
        RuleInput input =
                new RuleInput(
                        requested.getPayment(),
                        AccountState.after(requested.getHold()),
                        Optional.of(rules.features()),
                        Optional.of(rules.features().read(vector)));
        Score score = Score.of(rules.rules(), book, input);
        Decision decision =
                Decision.newBuilder()
                        .setBook(book)
                        .setPaymentId(requested.getPayment().getPaymentId())
                        .setPaymentSequence(sequence)
                        .setOutcome(score.outcome())
                        .setScoreMilli(score.scoreMilli())
                        .setControlSeq(requested.getControlSeq())
                        .addAllReasons(score.reasons())
                        .setFeatures(vector)
                        .build();
        return new Decided(decision, score.failures());
    }
}
