package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.ModelPromoted;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.Activations;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.StoredModels;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.patterns.DefaultPatterns;
import dev.weir.features.rules.DefaultRules;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides made-up payments on the heap before the first real one: the first compilation of a rule
 * costs more than a second, and code that the JVM has not compiled yet misses the deadline.
 */
final class WarmUp {
    /** Enough for the second tier of the JVM's compiler; takes about a second. */
    private static final int PAYMENTS = 3_000;

    private static final int ACCOUNTS = 50;
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final long STEP_MICROS = 7_000_000L;

    private static boolean done;

    private WarmUp() {}

    /** The first subtask of the process warms for all; the others wait for it. */
    static synchronized void once() {
        if (!done) {
            decidePayments();
            done = true;
        }
    }

    /** Gives the number of payments that were decided. */
    static int decidePayments() {
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        BundledModelStore models = new BundledModelStore();
        ControlHistory history =
                new ControlHistory(
                        decider.featureSet(),
                        new StoredModels(
                                models,
                                decider.featureSet(),
                                // told and counted when it is in force
                                refusal -> {}));
        control().forEach(history::append);
        Control control = history.at(history.position()).orElseThrow();
        HeapState state = new HeapState();
        int decided = 0;
        for (int i = 0; i < PAYMENTS; i++) {
            PaymentRequested payment = payment(i);
            BookDecider.Enriched enriched = decider.enrich(payment, timeMicros(i), state);
            Decision decision =
                    decider.decide("warm-up", i, payment, enriched, control, state).decision();
            decided += decision.getPaymentId().isEmpty() ? 0 : 1;
            decider.cleanUp(state, ACCOUNTS);
        }
        return decided;
    }

    /** The rules, patterns and the model that a platform comes with, put in force. */
    static List<Message> control() {
        List<Message> events =
                new ArrayList<>(Activations.of(DefaultRules.genesis(), DefaultPatterns.samples()));
        String features = FeatureSet.payments2().id();
        new BundledModelStore()
                .hashFor(features)
                .ifPresent(
                        hash ->
                                events.add(
                                        ModelPromoted.newBuilder()
                                                .setModelHash(hash)
                                                .setFeatureSet(features)
                                                .build()));
        return events;
    }

    /** When a made-up payment is made, microseconds since 1970. */
    static long timeMicros(int i) {
        return START_MICROS + i * STEP_MICROS;
    }

    static PaymentRequested payment(int i) {
        int account = i % ACCOUNTS;
        return PaymentRequested.newBuilder()
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId("payment-" + i)
                                .setAccountId("account-" + account)
                                .setCardId("card-" + account)
                                .setDeviceId("device-" + account)
                                .setTerminalId("terminal-" + i % 7)
                                .setMerchantId("merchant-" + i % 11)
                                .setAmountMinor(1_000 + i * 37L % 20_000)
                                .setCurrency("EUR")
                                .setChannel(i % 2 == 0 ? Channel.POS : Channel.ONLINE)
                                .setCountry("DE")
                                .setLocation(
                                        Location.newBuilder()
                                                .setLatMicrodegrees(50_000_000 + i * 100)
                                                .setLonMicrodegrees(8_000_000)))
                .setHold(
                        HoldChange.newBuilder()
                                .setAccountId("account-" + account)
                                .setAmountMinor(1_000)
                                .setCurrency("EUR"))
                .build();
    }
}
