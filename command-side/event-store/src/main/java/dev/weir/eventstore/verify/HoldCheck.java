package dev.weir.eventstore.verify;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.holds.v1.HeldFundsExpired;
import dev.weir.contract.holds.v1.HeldFundsReleased;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.HoldExpired;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.payments.v1.PaymentVoided;
import java.util.Collection;
import java.util.List;

/**
 * Holds conserve: what a payment, a transfer to another book or a client's hold has on an account
 * is never released twice, and nothing of it is left when it has ended.
 */
final class HoldCheck {
    /** What may hold funds; an event names it in a field {@code ..._id}. */
    private static final List<String> OWNERS = List.of("payment", "transfer", "hold");

    private final String book;
    private final Findings findings;
    private final FactStore.Facts<Long> held;

    HoldCheck(String book, Findings findings, FactStore facts) {
        this.book = book;
        this.findings = findings;
        this.held = facts.facts(book, "held", String::valueOf, Long::valueOf);
    }

    void next(long sequence, Message event) {
        String owner = ownerOf(event);
        if (owner.isEmpty()) {
            return;
        }
        for (Object field : event.getAllFields().values()) {
            for (Object value : field instanceof Collection<?> several ? several : List.of(field)) {
                if (value instanceof HoldChange change) {
                    change(sequence, owner, change);
                }
            }
        }
        if (ends(event) && held.get(owner).orElse(0L) != 0) {
            findings.add(
                    book,
                    sequence,
                    owner + " has ended and still holds " + held.get(owner).orElseThrow());
            held.put(owner, 0L);
        }
    }

    private void change(long sequence, String owner, HoldChange change) {
        long now = Math.addExact(held.get(owner).orElse(0L), change.getAmountMinor());
        if (now < 0) {
            findings.add(
                    book,
                    sequence,
                    owner
                            + " releases "
                            + -change.getAmountMinor()
                            + ", more than it holds by "
                            + -now);
            now = 0;
        }
        held.put(owner, now);
    }

    private static boolean ends(Message event) {
        return switch (event) {
            case PaymentDeclined ignored -> true;
            case PaymentVoided ignored -> true;
            case HoldExpired ignored -> true;
            case PaymentCaptured captured -> captured.getFinal();
            case HeldFundsCaptured captured -> captured.getFinal();
            case HeldFundsReleased ignored -> true;
            case HeldFundsExpired ignored -> true;
            case InterbookTransferSettled ignored -> true;
            case InterbookTransferReleased ignored -> true;
            default -> false;
        };
    }

    /** Whose hold an event changes: by the id that it carries. */
    private static String ownerOf(Message event) {
        if (event instanceof PaymentRequested requested) {
            return "payment " + requested.getPayment().getPaymentId();
        }
        for (String kind : OWNERS) {
            String id = text(event, kind + "_id");
            if (!id.isEmpty()) {
                return kind + " " + id;
            }
        }
        return "";
    }

    private static String text(Message event, String name) {
        FieldDescriptor field = event.getDescriptorForType().findFieldByName(name);
        return field == null || field.getJavaType() != FieldDescriptor.JavaType.STRING
                ? ""
                : (String) event.getField(field);
    }
}
