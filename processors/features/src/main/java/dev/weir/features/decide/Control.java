package dev.weir.features.decide;

import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.lists.BookLists;
import dev.weir.features.lists.ListHit;
import dev.weir.features.patterns.Patterns;
import dev.weir.features.rules.RuleSet;
import dev.weir.features.rules.Thresholds;
import java.util.List;
import java.util.Optional;

/**
 * All that the control book has in force at one of its positions.
 *
 * @param position the position
 * @param rules rules, live and in shadow
 * @param patterns patterns, live and in shadow
 * @param champion the model that counts
 * @param challenger the model that is scored after the decision
 * @param history the rest, looked up as needed
 */
public record Control(
        long position,
        RuleSet rules,
        Patterns patterns,
        Optional<ModelInForce> champion,
        Optional<ModelInForce> challenger,
        ControlHistory history) {

    /**
     * A model.
     *
     * @param scorer ready to score
     * @param weightMilli points that a probability of 1 adds to the score, thousandths
     */
    public record ModelInForce(Scorer scorer, int weightMilli) {
        private static final int PPM = 1_000_000;

        int points(int probabilityPpm) {
            return (int) ((long) probabilityPpm * weightMilli / PPM);
        }
    }

    List<ListHit> hits(String book, PaymentDetails payment, long atMicros, BookLists entries) {
        return history.lists().hits(position, book, payment, atMicros, Optional.of(entries));
    }

    Thresholds thresholds(String book) {
        return history.thresholds(position, book);
    }

    boolean snoozed(String book, PaymentDetails payment, String source, long atMicros) {
        return history.snoozes().covers(position, book, payment, source, atMicros);
    }

    /** Whether something is computed after the decision. */
    boolean hasShadow() {
        return rules.shadow() > 0 || patterns.shadow() > 0 || challenger.isPresent();
    }
}
