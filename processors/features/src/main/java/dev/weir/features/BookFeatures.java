package dev.weir.features;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import dev.weir.features.AccountProfile.Change;
import dev.weir.features.Frauds.Label;
import java.util.Optional;

/**
 * The step from one event of a book to the next: state and event in, state and, for a payment, its
 * feature vector out. Feed it every event of one book in log order, each once, with the book's
 * state. It is pure but for that state, so that the same log gives the same vectors in Flink, in
 * Spark and in a test, whatever was checkpointed and restored in between.
 *
 * <p>The book's clock is the largest time so far of a payment request or signal. Other events do
 * not move it: an account opened today must not make the payments of an imported 2018 too late.
 * {@link #cleanUp} never changes a vector: it only removes what no payment can reach any more.
 *
 * <p>Safe for many threads as long as each has a state of its own.
 */
public final class BookFeatures {
    private static final byte[] NOT_TOLD = {};

    private final FeatureSet set;
    private final StateKeys keys;

    public BookFeatures(FeatureSet set) {
        this.set = set;
        this.keys = new StateKeys(set);
    }

    /**
     * Whether an event of this type, a {@code ce_type}, has to be fed; others may be dropped
     * unparsed.
     */
    public static boolean reads(String type) {
        return ReadEvents.NAMES.contains(type);
    }

    public FeatureSet featureSet() {
        return set;
    }

    /**
     * Applies one event.
     *
     * @param event any event of the log; those that no feature reads are ignored
     * @param occurredAtMicros its business time, microseconds since 1970
     * @param state the state of the event's book
     * @return the vector, if it is a {@link PaymentRequested}
     */
    public Optional<FeatureVector> onEvent(
            Message event, long occurredAtMicros, FeatureState state) {
        if (!reads(event.getDescriptorForType().getFullName())) {
            return Optional.empty();
        }
        BookClock clock = BookClock.open(state);
        BookStep step = new BookStep(set, keys, state, clock);
        long time = occurredAtMicros;
        Optional<FeatureVector> vector = Optional.empty();
        switch (event) {
            case PaymentRequested requested ->
                    vector = Optional.of(step.payment(requested.getPayment(), time, NOT_TOLD));
            case PaymentDeclined declined -> step.declined(declined.getPaymentId());
            case ChargebackReported label ->
                    step.fraud(Label.CHARGEBACK, label.getPaymentId(), label.getKnownAtMicros());
            case AlertResolved label -> {
                if (label.getVerdict() == Verdict.FRAUD) {
                    step.fraud(Label.VERDICT, label.getPaymentId(), label.getKnownAtMicros());
                }
            }
            case AlertReopened reopened ->
                    step.reopened(reopened.getPaymentId(), reopened.getKnownAtMicros());
            case LoginFailed failed -> step.failedLogin(failed.getAccountId(), time);
            case DeviceAdded added -> step.change(added.getAccountId(), Change.DEVICE_ADDED, time);
            case PayeeAdded added -> step.change(added.getAccountId(), Change.PAYEE_ADDED, time);
            case ContactChanged changed ->
                    step.change(changed.getAccountId(), Change.CONTACT_CHANGED, time);
            case SessionSummarised session -> step.session(session, time);
            case TerminalHealthChanged changed -> step.health(changed, time);
            default ->
                    throw new IllegalStateException(
                            event.getDescriptorForType().getFullName() + " is read by no feature");
        }
        clock.write(state);
        return vector;
    }

    /** {@link #onEvent} for a payment request, given its details. */
    public FeatureVector onPayment(
            PaymentDetails payment, long occurredAtMicros, FeatureState state) {
        return onPayment(payment, occurredAtMicros, NOT_TOLD, state);
    }

    /**
     * The same, where the payment's entities are kept elsewhere.
     *
     * @param told what they answered, {@link FanOut#joined}; empty: they are kept in this state
     */
    public FeatureVector onPayment(
            PaymentDetails payment, long occurredAtMicros, byte[] told, FeatureState state) {
        BookClock clock = BookClock.open(state);
        FeatureVector vector =
                new BookStep(set, keys, state, clock).payment(payment, occurredAtMicros, told);
        clock.write(state);
        return vector;
    }

    /**
     * Removes what no payment can reach any more, by the book's own clock. Call it after each event
     * or now and then; 32 a payment keep up with any load, since a payment enters at most eleven
     * keys.
     *
     * @param limit keys and empty hours to look at, at most
     * @return how many were looked at; less than the limit when there is nothing left to do
     */
    public int cleanUp(FeatureState state, int limit) {
        BookClock clock = BookClock.open(state);
        if (!clock.started()) {
            return 0;
        }
        int done = CleanUp.run(clock, state, limit, keys.in(state));
        if (done > 0) {
            clock.write(state);
        }
        return done;
    }

    /** The book's clock, microseconds since 1970; empty before its first payment or signal. */
    public static Optional<Long> clockMicros(FeatureState state) {
        BookClock clock = BookClock.open(state);
        return clock.started() ? Optional.of(clock.clock()) : Optional.empty();
    }

    /** Payments and signals so far that came too late to be put in their place. */
    public static long tooLate(FeatureState state) {
        return BookClock.open(state).tooLate();
    }
}
