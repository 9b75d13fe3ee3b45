package dev.weir.features.patterns;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import java.util.ArrayList;
import java.util.List;

/** A book with patterns in force and nothing else. */
final class PatternWorld {
    static final long SECOND = 1_000_000L;
    static final long START = 1_700_000_000L * SECOND;

    final BookDecider decider = new BookDecider(FeatureSet.payments2());
    final ControlHistory history = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
    HeapState state = new HeapState();
    int payments;

    PatternWorld(Pattern... patterns) {
        for (Pattern pattern : patterns) {
            history.on(
                    history.position() + 1,
                    PatternActivated.newBuilder()
                            .setPatternId(pattern.getPatternId())
                            .setVersion(pattern.getVersion())
                            .setDefinition(pattern.toByteString())
                            .build());
        }
    }

    Control control() {
        return history.at(history.position()).orElseThrow();
    }

    /** Ids of the patterns that an event completes, in order of the id. */
    List<String> take(Message event, long time) {
        if (!(event instanceof PaymentRequested requested)) {
            decider.learn("book", event, time, control(), state);
            return List.of();
        }
        BookDecider.Answer answer =
                decider.decide(
                        "book",
                        payments,
                        requested,
                        decider.enrich(requested, time, state),
                        control(),
                        state);
        decider.afterwards(answer, state, new ArrayList<>());
        return answer.decision().getReasonsList().stream()
                .map(Reason::getSourceId)
                .sorted()
                .toList();
    }

    List<String> pay(PaymentDetails.Builder payment, long time) {
        payment.setPaymentId("p" + payments++);
        return take(PaymentRequested.newBuilder().setPayment(payment).build(), time);
    }

    void cleanUp() {
        while (decider.cleanUp(state, 64) == 64) {
            if (state.size() == 0) {
                throw new IllegalStateException("the clock itself must stay");
            }
        }
    }
}
