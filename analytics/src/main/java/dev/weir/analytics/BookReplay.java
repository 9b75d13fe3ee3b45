package dev.weir.analytics;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.TimeAdvanced;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureState;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One book decided again, event by event, by the code that serves. Its state lies on the heap: some
 * kilobytes for each live key of the book.
 */
final class BookReplay {
    /** As {@code decide} does it; what is cleaned up is out of every feature's reach. */
    private static final int CLEAN_UP_KEYS = 32;

    /** Takes the place of an event that changes nothing in force. */
    private static final Message NO_CHANGE = TimeAdvanced.getDefaultInstance();

    private final String book;
    private final BookDecider decider;
    private final ControlHistory control;
    private final FeatureState state = new HeapState();

    /** By which the last payment was decided; what has no position of its own goes by it. */
    private long position = -1;

    /** A record of the control book. */
    record ControlEvent(long sequence, String type, byte[] value) implements Serializable {}

    BookReplay(String book, FeatureSet set, ControlHistory control) {
        this.book = book;
        this.decider = new BookDecider(set);
        this.control = control;
    }

    /** The whole control book; what cannot be read counts as a step all the same. */
    static ControlHistory history(
            FeatureSet set, Scorers scorers, List<ControlEvent> eventsInOrder) {
        ControlHistory history = new ControlHistory(set, scorers);
        for (ControlEvent event : eventsInOrder) {
            while (history.position() < event.sequence() - 1) {
                history.on(history.position() + 1, NO_CHANGE);
            }
            try {
                history.on(
                        event.sequence(),
                        ControlHistory.READS.contains(event.type())
                                ? EventTypes.parse(event.type(), event.value())
                                : NO_CHANGE);
            } catch (IllegalArgumentException e) {
                // decide has refused it and counted it too
                history.on(event.sequence(), NO_CHANGE);
            }
        }
        return history;
    }

    /** Takes an event that is no payment. */
    void learn(Message event, long occurredMicros) {
        decider.learn(book, event, occurredMicros, inForce(position), state);
        decider.cleanUp(state, CLEAN_UP_KEYS);
    }

    /**
     * Takes a payment.
     *
     * @param at position of the control book by which it was decided
     * @return its decision; for history, of which nobody asks one, what it would have been
     */
    Decision decide(PaymentRequested payment, long sequence, long occurredMicros, long at) {
        position = Math.min(at, control.position());
        Control inForce = inForce(position);
        BookDecider.Enriched enriched = decider.enrich(payment, occurredMicros, state);
        BookDecider.Answer answer =
                decider.decide(book, sequence, payment, enriched, inForce, state);
        decider.afterwards(answer, state, new ArrayList<>());
        decider.cleanUp(state, CLEAN_UP_KEYS);
        return answer.decision();
    }

    /** Whether the job is asked for a decision. */
    static boolean isDecided(PaymentRequested payment) {
        return payment.getMode() != DecisionMode.HISTORY;
    }

    private Control inForce(long at) {
        return control.at(at).orElseThrow();
    }
}
