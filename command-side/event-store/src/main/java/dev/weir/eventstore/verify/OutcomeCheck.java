package dev.weir.eventstore.verify;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Each idempotency key stands for one content, and each payment is decided once. */
final class OutcomeCheck {
    private static final long KEY_LIFE_MICROS = TimeUnit.HOURS.toMicros(24);

    private final String book;
    private final Findings findings;
    private final LinkedHashMap<String, KeyUse> keys = new LinkedHashMap<>();
    private final Map<String, Decided> payments = new HashMap<>();
    private long keysSeen;

    private record KeyUse(String commandHash, long firstMicros) {}

    /** How far a payment's decision is. */
    private enum Decided {
        NOT,
        REFERRED,
        FINALLY
    }

    OutcomeCheck(String book, Findings findings) {
        this.book = book;
        this.findings = findings;
    }

    long keysSeen() {
        return keysSeen;
    }

    long payments() {
        return payments.size();
    }

    void next(EventRecord record, Message event) {
        record.idempotencyKey().ifPresent(key -> checkKey(record, key));
        switch (event) {
            case PaymentRequested e -> {
                String payment = e.getPayment().getPaymentId();
                if (payments.putIfAbsent(payment, Decided.NOT) != null) {
                    problem(record, "payment " + payment + " is requested twice");
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

    private void checkKey(EventRecord record, String key) {
        long oldest = record.recordedMicros() - KEY_LIFE_MICROS;
        var eldest = keys.entrySet().iterator();
        while (eldest.hasNext() && eldest.next().getValue().firstMicros() < oldest) {
            eldest.remove();
        }
        KeyUse first = keys.get(key);
        if (first == null) {
            keysSeen++;
            keys.put(key, new KeyUse(record.commandHash(), record.recordedMicros()));
        } else if (!first.commandHash().equals(record.commandHash())) {
            problem(record, "idempotency key " + key + " stands for two different commands");
        }
    }

    private void decided(EventRecord record, String payment, DecisionBasis basis, Decided next) {
        Decided before = payments.get(payment);
        if (before == null) {
            problem(record, "payment " + payment + " is decided but was never requested");
        } else if (basis == DecisionBasis.VERDICT) {
            if (before != Decided.REFERRED) {
                problem(record, "a verdict on payment " + payment + ", which was not referred");
            }
        } else if (before != Decided.NOT) {
            problem(record, "payment " + payment + " is decided a second time");
        }
        payments.put(payment, next);
    }

    private void problem(EventRecord record, String what) {
        findings.add(book, record.sequence(), what);
    }
}
