package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A book taken apart gives the vectors of a whole one. */
class FanOutTest {
    private static final FeatureSet SET = FeatureSet.payments2();
    private static final int CLEAN_UP_MAX = 8;

    @Test
    void manyPlacesGiveTheVectorsOfOneBook() {
        for (long seed : Seeds.of(1_000)) {
            run(seed, 40, false);
        }
    }

    @Test
    void alsoOnLongHistoriesOfBusyEntities() {
        for (long seed : Seeds.of(3)) {
            run(seed, 800, true);
        }
    }

    /** One place clean up, others not; some entities share a place. */
    private static void run(long seed, int events, boolean dense) {
        BookFeatures features = new BookFeatures(SET);
        FanOut fanOut = new FanOut(SET);
        RandomHistory history = new RandomHistory(seed, dense);
        SplittableRandom chance = new SplittableRandom(seed + 1);
        int places = 1 + chance.nextInt(6);
        Map<Integer, HeapState> entities = new HashMap<>();
        HeapState whole = new HeapState();
        HeapState rest = new HeapState();
        HeapState clock = new HeapState();
        for (int i = 0; i < events; i++) {
            RandomHistory.Event event = history.next();
            List<Visit> visits = fanOut.visits(event.message(), event.time(), clock);
            String where = "seed " + seed + ", event " + i;
            if (event.message() instanceof PaymentRequested requested) {
                FeatureVector expected =
                        features.onPayment(requested.getPayment(), event.time(), whole);
                SortedMap<KeyKind, byte[]> answers = new TreeMap<>();
                for (Visit visit : visits) {
                    int place =
                            Math.floorMod(visit.kind().hashCode() + visit.id().hashCode(), places);
                    HeapState state = entities.computeIfAbsent(place, key -> new HeapState());
                    int cleanUp = place == 0 ? 0 : CLEAN_UP_MAX;
                    answers.put(visit.kind(), fanOut.answer(visit, state, cleanUp));
                }
                byte[] told = FanOut.joined(answers);
                assertThat(features.onPayment(requested.getPayment(), event.time(), told, rest))
                        .as(where)
                        .isEqualTo(expected);
            } else {
                assertThat(visits).as(where).isEmpty();
                features.onEvent(event.message(), event.time(), whole);
                features.onEvent(event.message(), event.time(), rest);
            }
            features.cleanUp(rest, CLEAN_UP_MAX);
        }
    }

    @Test
    void theClockMovesByTheSameEventsAsInABook() {
        BookFeatures features = new BookFeatures(SET);
        FanOut fanOut = new FanOut(SET);
        long start = 1_700_000_000_000_000L;
        for (String type : EventTypes.names()) {
            Message event = EventTypes.prototype(type);
            HeapState book = new HeapState();
            HeapState clock = new HeapState();
            PaymentRequested first = PaymentRequested.getDefaultInstance();
            features.onEvent(first, start, book);
            fanOut.visits(first, start, clock);

            features.onEvent(event, start + Times.DAY, book);
            fanOut.visits(event, start + Times.DAY, clock);

            assertThat(Moment.of(clock, 0)).as(type).isEqualTo(Moment.of(book, 0));
        }
    }

    @Test
    void aPlaceKeepsNothingOfEntitiesThatAreNotSeenAgain() {
        FanOut fanOut = new FanOut(SET);
        HeapState place = new HeapState();
        HeapState clock = new HeapState();
        long time = 1_700_000_000_000_000L;
        for (int i = 0; i < 300; i++) {
            time += Times.MINUTE;
            answerAll(fanOut, payment("a" + i % 70), time, clock, place);
        }
        assertThat(place.size()).isGreaterThan(200);
        time += 200 * Times.DAY;
        HeapState fresh = new HeapState();
        HeapState freshClock = new HeapState();
        for (int i = 0; i < 1_000; i++) {
            answerAll(fanOut, payment("last"), time, clock, place);
            answerAll(fanOut, payment("last"), time, freshClock, fresh);
        }
        assertThat(place.size()).as("as if only the last had been").isEqualTo(fresh.size());
    }

    private static void answerAll(
            FanOut fanOut, PaymentDetails payment, long time, HeapState clock, HeapState place) {
        PaymentRequested event = PaymentRequested.newBuilder().setPayment(payment).build();
        fanOut.visits(event, time, clock)
                .forEach(visit -> fanOut.answer(visit, place, CLEAN_UP_MAX));
    }

    private static PaymentDetails payment(String account) {
        return PaymentDetails.newBuilder()
                .setAccountId(account)
                .setCardId("card-" + account)
                .setMerchantId("m-" + account)
                .setDeviceId("d-" + account)
                .setAmountMinor(100)
                .build();
    }
}
