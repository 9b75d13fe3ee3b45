package dev.weir.domain;

import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.PaymentCaptured;
import dev.weir.contract.payments.v1.PaymentDetails;

/**
 * A capture to be added to a run.
 *
 * @param creditAccountId whom it pays: the counterparty, or clearing:CHANNEL where there is none or
 *     it is closed
 * @param capturedMinor captured before
 * @param heldMinor held before
 * @param amountMinor to be captured
 * @param last whether the rest of the hold is released
 */
record Capture(
        PaymentDetails details,
        String creditAccountId,
        String captureId,
        long capturedMinor,
        long heldMinor,
        long amountMinor,
        boolean last) {

    /**
     * The capture of the whole amount; the account that it credits is opened in the draft if
     * needed.
     */
    static Capture first(Draft draft, PaymentDetails details) {
        return new Capture(
                details,
                creditAccount(draft, details),
                "1",
                0,
                details.getAmountMinor(),
                details.getAmountMinor(),
                true);
    }

    static String creditAccount(Draft draft, PaymentDetails details) {
        String counterparty = details.getCounterpartyId();
        boolean paysCounterparty =
                !counterparty.isEmpty()
                        && draft.account(counterparty).status() != Account.Status.CLOSED;
        return paysCounterparty
                ? counterparty
                : draft.clearing(details.getChannel().name(), details.getCurrency());
    }

    /** The account whose balance could not hold the amount; empty if both can. */
    String overflows(Draft draft) {
        if (!draft.account(details.getAccountId()).canPost(-amountMinor)) {
            return details.getAccountId();
        }
        return draft.account(creditAccountId).canPost(amountMinor) ? "" : creditAccountId;
    }

    void addTo(Draft draft) {
        draft.add(event(draft).build(), details.getPaymentId());
    }

    /** The event, which is yet to be added; the draft's accounts have moved. */
    PaymentCaptured.Builder event(Draft draft) {
        HoldChange release = draft.hold(details.getAccountId(), last ? -heldMinor : -amountMinor);
        return PaymentCaptured.newBuilder()
                .setPaymentId(details.getPaymentId())
                .setCaptureId(captureId)
                .setAmountMinor(amountMinor)
                .setRelease(release)
                .addPostings(draft.post(details.getAccountId(), -amountMinor))
                .addPostings(draft.post(creditAccountId, amountMinor))
                .setCapturedTotalMinor(capturedMinor + amountMinor)
                .setFinal(last || amountMinor == heldMinor);
    }
}
