package dev.weir.eventstore.verify;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRefunded;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.Optional;

/**
 * What a repeated command is answered with follows from the log, so the log must not contradict
 * itself: while a key is remembered it stands for one command, which is carried out or refused
 * once; business ids and event ids are unique in their book for ever; each payment is decided once.
 */
final class OutcomeCheck {
    private final String book;
    private final Findings findings;
    private final FactStore.Facts<KeyUse> keys;
    private final FactStore.Facts<Decided> payments;
    private final FactStore.Facts<Long> ids;
    private long keysSeen;
    private long forgottenBeforeMicros = Long.MIN_VALUE;

    /**
     * The command that a key stands for.
     *
     * @param recordedMicros when its last record was recorded, microseconds since 1970
     * @param runStart sequence of its first record
     */
    private record KeyUse(long recordedMicros, long runStart, String commandHash) {
        private String toText() {
            return recordedMicros + " " + runStart + " " + commandHash;
        }

        private static KeyUse fromText(String text) {
            String[] parts = text.split(" ", 3);
            return new KeyUse(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
        }
    }

    /** How far a payment's decision is. */
    private enum Decided {
        NOT,
        REFERRED,
        FINALLY
    }

    OutcomeCheck(String book, Findings findings, FactStore facts) {
        this.book = book;
        this.findings = findings;
        this.keys = facts.facts(book, "key", KeyUse::toText, KeyUse::fromText);
        this.payments = facts.facts(book, "payment", Decided::name, Decided::valueOf);
        this.ids = facts.facts(book, "id", String::valueOf, Long::valueOf);
    }

    long keysSeen() {
        return keysSeen;
    }

    long payments() {
        return payments.count();
    }

    /** Business ids and event ids that were compared. */
    long ids() {
        return ids.count();
    }

    void next(EventRecord record, Message event) {
        unique(record, "event", record.id());
        record.idempotencyKey().ifPresent(key -> checkKey(record, key));
        switch (event) {
            case CommandRefused e -> {
                if (record.key().isEmpty()) {
                    problem(record, "a refusal is remembered without a key: " + e.getCode());
                }
            }
            case IdempotencyKeysExpired e ->
                    forgottenBeforeMicros =
                            Math.max(forgottenBeforeMicros, e.getRecordedBeforeMicros());
            case TransferPosted e -> unique(record, "transfer", e.getTransferId());
            case InterbookTransferStarted e -> unique(record, "transfer", e.getTransferId());
            case FundsHeld e -> unique(record, "hold", e.getHoldId());
            case HeldFundsCaptured e ->
                    unique(record, "hold capture", e.getHoldId() + "/" + e.getCaptureId());
            case PaymentCaptured e ->
                    unique(record, "capture", e.getPaymentId() + "/" + e.getCaptureId());
            case PaymentRefunded e ->
                    unique(record, "refund", e.getPaymentId() + "/" + e.getRefundId());
            case PaymentRequested e -> {
                String payment = e.getPayment().getPaymentId();
                if (payments.get(payment).isPresent()) {
                    problem(record, "payment " + payment + " is requested twice");
                } else {
                    payments.put(payment, Decided.NOT);
                }
            }
            case PaymentApproved e ->
                    decided(record, e.getPaymentId(), e.getBasis(), Decided.FINALLY);
            case PaymentDeclined e ->
                    decided(record, e.getPaymentId(), e.getBasis(), Decided.FINALLY);
            case PaymentReferred e ->
                    decided(record, e.getPaymentId(), e.getBasis(), Decided.REFERRED);
            default -> {}
        }
    }

    private void unique(EventRecord record, String kind, String id) {
        Optional<Long> first = ids.get(kind + " " + id);
        if (first.isPresent()) {
            problem(record, kind + " " + id + " was there before, in record " + first.get());
        } else {
            ids.put(kind + " " + id, record.sequence());
        }
    }

    /** Keys are forgotten by an event alone, so that every reader forgets the same. */
    private void checkKey(EventRecord record, String key) {
        KeyUse use =
                new KeyUse(
                        record.recordedMicros(),
                        record.sequence() - record.runIndex() + 1,
                        record.commandHash());
        Optional<KeyUse> first =
                keys.get(key).filter(known -> known.recordedMicros() >= forgottenBeforeMicros);
        if (first.isEmpty()) {
            keysSeen++;
        } else if (!first.get().commandHash().equals(use.commandHash())) {
            problem(record, "idempotency key " + key + " stands for two different commands");
            return;
        } else if (first.get().runStart() != use.runStart()) {
            problem(
                    record,
                    "the command with idempotency key "
                            + key
                            + " has a second outcome; the first begins with record "
                            + first.get().runStart());
            return;
        }
        keys.put(key, use);
    }

    private void decided(EventRecord record, String payment, DecisionBasis basis, Decided next) {
        Optional<Decided> before = payments.get(payment);
        if (before.isEmpty()) {
            problem(record, "payment " + payment + " is decided but was never requested");
        } else if (basis == DecisionBasis.VERDICT) {
            if (before.get() != Decided.REFERRED) {
                problem(record, "a verdict on payment " + payment + ", which was not referred");
            }
        } else if (basis == DecisionBasis.LATE) {
            if (before.get() != Decided.FINALLY) {
                problem(
                        record,
                        "a late decision on payment " + payment + ", which was not approved");
            }
        } else if (before.get() != Decided.NOT) {
            problem(record, "payment " + payment + " is decided a second time");
        }
        payments.put(payment, next);
    }

    private void problem(EventRecord record, String what) {
        findings.add(book, record.sequence(), what);
    }
}
