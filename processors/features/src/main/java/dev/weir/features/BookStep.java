package dev.weir.features;

import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealth;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import dev.weir.features.AccountProfile.Change;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One event applied to one book's state. */
final class BookStep {
    private static final List<KeyKind> LABELLED = List.of(KeyKind.TERMINAL, KeyKind.MERCHANT);
    private static final Set<TerminalHealth> UNWELL =
            EnumSet.of(TerminalHealth.SUSPICIOUS, TerminalHealth.OUT_OF_ORDER);

    private final FeatureSet set;
    private final StateKeys keys;
    private final FeatureState state;
    private final BookClock clock;

    BookStep(FeatureSet set, StateKeys keys, FeatureState state, BookClock clock) {
        this.set = set;
        this.keys = keys;
        this.state = state;
        this.clock = clock;
    }

    /**
     * A payment: its vector; it is put in its place unless it came too late.
     *
     * @param told what its entities answered, where they are kept elsewhere; empty: they are here
     */
    FeatureVector payment(PaymentDetails payment, long time, byte[] told) {
        boolean inTime = clock.accept(time);
        long at = Math.max(time, clock.earliest());
        byte[] profileKey = StateKey.of(StateKey.PROFILE, payment.getAccountId());
        byte[] profileBefore = state.get(profileKey);
        AccountProfile profile = AccountProfile.read(profileBefore);
        Facts facts = new Facts(payment, time, at, profile);
        facts.sinceLastPayment = profile.sinceLastPayment(at);
        if (payment.hasLocation() && profile.placed(at)) {
            facts.kilometres = profile.kilometresTo(payment.getLocation());
            facts.betweenPlaces = profile.betweenPlaceAnd(at);
        }
        profile.addPayment(payment, at);
        if (told.length == 0) {
            visitEntities(facts, inTime);
        } else {
            FanOut.tell(told, set, facts);
        }
        for (KeyKind kind : LABELLED) {
            String id = facts.id(kind);
            if (!id.isEmpty()) {
                facts.frauds.put(kind, Frauds.read(state.get(StateKey.frauds(kind, id))));
            }
        }
        readTerminalAndSession(facts);
        if (inTime) {
            put(profileKey, profileBefore, profile.write());
            byte[] key = StateKey.of(StateKey.PAYMENT, payment.getPaymentId());
            put(key, state.get(key), new PaymentMemo(at, payment).write());
        }
        return set.vector(facts);
    }

    private void visitEntities(Facts facts, boolean inTime) {
        EntityStep entities = new EntityStep(set, keys, state);
        String account = facts.payment.getAccountId();
        long amount = facts.payment.getAmountMinor();
        for (KeyKind kind : KeyKind.values()) {
            String id = facts.id(kind);
            if (!id.isEmpty() && EntityStep.looksAt(kind, set)) {
                Visit visit = new Visit(kind, id, account, facts.at, amount, inTime, clock.clock());
                facts.found(kind, entities.visit(visit));
            }
        }
    }

    private void readTerminalAndSession(Facts facts) {
        String terminal = facts.payment.getTerminalId();
        if (!terminal.isEmpty()) {
            byte[] health = state.get(StateKey.of(StateKey.HEALTH, terminal));
            if (health != null) {
                ByteBuffer blob = ByteBuffer.wrap(health);
                boolean current = blob.getLong() > facts.at - Times.HEALTH_MEMORY;
                facts.terminalUnwell = current && blob.get() != 0;
            }
        }
        String session = facts.payment.getSessionId();
        if (!session.isEmpty()) {
            byte[] summary = state.get(StateKey.of(StateKey.SESSION, session));
            if (summary != null) {
                ByteBuffer blob = ByteBuffer.wrap(summary);
                if (blob.getLong() > facts.at - Times.SESSION_MEMORY) {
                    facts.sessionPageViews = blob.getInt();
                    facts.sessionClicks = blob.getInt();
                }
            }
        }
    }

    /** A payment was declined: it counts at the payment's time. */
    void declined(String paymentId) {
        PaymentMemo memo = memo(paymentId);
        if (memo != null && !memo.declined()) {
            state.put(StateKey.of(StateKey.PAYMENT, paymentId), memo.asDeclined().write());
            updateProfile(memo.account(), memo.time(), profile -> profile.addDecline(memo.time()));
        }
    }

    /** A payment turned out to be fraud, known from a time on. */
    void fraud(Frauds.Label label, String paymentId, long knownAt) {
        PaymentMemo memo = memo(paymentId);
        long uselessUntil = clock.earliest() - Times.LABEL_MEMORY;
        if (memo == null || memo.time() <= uselessUntil) {
            return;
        }
        for (KeyKind kind : LABELLED) {
            String id = memo.idOf(kind);
            if (!id.isEmpty()) {
                byte[] key = StateKey.frauds(kind, id);
                byte[] before = state.get(key);
                Frauds frauds = Frauds.read(before);
                frauds.add(label, memo.time(), knownAt, paymentId, uselessUntil);
                put(key, before, frauds.write());
            }
        }
    }

    /** An alert is looked at again: the verdict on its payment stops counting at a time. */
    void reopened(String paymentId, long knownAt) {
        PaymentMemo memo = memo(paymentId);
        if (memo == null || !set.takesLabelsBack()) {
            return;
        }
        for (KeyKind kind : LABELLED) {
            byte[] key = StateKey.frauds(kind, memo.idOf(kind));
            byte[] before = state.get(key);
            Frauds frauds = Frauds.read(before);
            if (frauds.takeBack(memo.time(), knownAt, paymentId)) {
                state.put(key, frauds.write());
            }
        }
    }

    void failedLogin(String accountId, long time) {
        if (clock.accept(time)) {
            updateProfile(accountId, time, profile -> profile.addFailedLogin(time));
        }
    }

    void change(String accountId, Change change, long time) {
        if (clock.accept(time)) {
            updateProfile(accountId, time, profile -> profile.addChange(change, time));
        }
    }

    /** A session as it stands; the last one in the log counts. */
    void session(SessionSummarised session, long time) {
        if (!clock.accept(time) || session.getSessionId().isEmpty()) {
            return;
        }
        byte[] key = StateKey.of(StateKey.SESSION, session.getSessionId());
        byte[] value =
                ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES)
                        .putLong(time)
                        .putInt(session.getPageViews())
                        .putInt(session.getClicks())
                        .array();
        put(key, state.get(key), value);
    }

    /** A terminal's health; the last one in the log counts. */
    void health(TerminalHealthChanged changed, long time) {
        if (!clock.accept(time) || changed.getTerminalId().isEmpty()) {
            return;
        }
        byte[] key = StateKey.of(StateKey.HEALTH, changed.getTerminalId());
        byte unwell = (byte) (UNWELL.contains(changed.getHealth()) ? 1 : 0);
        byte[] value = ByteBuffer.allocate(Long.BYTES + 1).putLong(time).put(unwell).array();
        put(key, state.get(key), value);
    }

    private PaymentMemo memo(String paymentId) {
        byte[] value = state.get(StateKey.of(StateKey.PAYMENT, paymentId));
        return value == null ? null : PaymentMemo.read(paymentId, value);
    }

    private void updateProfile(String accountId, long time, Consumer<AccountProfile> update) {
        boolean useless = time + Times.PROFILE_MEMORY + Times.ALLOWED_LATENESS <= clock.clock();
        if (accountId.isEmpty() || useless) {
            return;
        }
        byte[] key = StateKey.of(StateKey.PROFILE, accountId);
        byte[] before = state.get(key);
        AccountProfile profile = AccountProfile.read(before);
        update.accept(profile);
        put(key, before, profile.write());
    }

    private void put(byte[] key, byte[] before, byte[] value) {
        keys.put(state, key, before, value);
    }
}
