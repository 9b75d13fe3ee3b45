package dev.weir.analytics.training;

import com.google.protobuf.Message;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import dev.weir.features.HeapState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The features of every payment, made again from the events with the code that computes them live.
 */
final class Recomputed {
    /** A payment enters at most eleven keys. */
    private static final int CLEAN_UP_KEYS = 32;

    private final BookFeatures features;
    private final FeatureSet set;
    private final Map<String, HeapState> books = new HashMap<>();

    Recomputed(FeatureSet set) {
        this.set = set;
        this.features = new BookFeatures(set);
    }

    /**
     * A payment and its features.
     *
     * @param occurredMicros its business time, microseconds since 1970
     */
    record Payment(String book, long occurredMicros, PaymentDetails details, FeatureValues values) {
        /** As a scorer reads them: doubles, rounded to floats. */
        float[] inputs(int size) {
            float[] inputs = new float[size];
            for (int i = 0; i < size; i++) {
                inputs[i] = (float) values.asDouble(i);
            }
            return inputs;
        }
    }

    /**
     * Takes the next event of its book.
     *
     * @param each gets a payment, of every book and time
     */
    void take(Events.Event event, Consumer<Payment> each) {
        HeapState state = books.computeIfAbsent(event.book(), name -> new HeapState());
        Message message = event.message();
        features.onEvent(message, event.occurredMicros(), state)
                .ifPresent(
                        vector ->
                                each.accept(
                                        new Payment(
                                                event.book(),
                                                event.occurredMicros(),
                                                ((PaymentRequested) message).getPayment(),
                                                set.read(vector))));
        features.cleanUp(state, CLEAN_UP_KEYS);
    }
}
