package dev.weir.domain;

import dev.weir.contract.payments.v1.CaptureMode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;

/** Facts about payments that follow from their stage and fields. */
final class Payments {
    private Payments() {}

    /** Whether money is held for it. */
    static boolean isOpen(PaymentStage stage) {
        return switch (stage) {
            case STAGE_PENDING, STAGE_APPROVED, STAGE_PARTIALLY_CAPTURED, STAGE_REFERRED -> true;
            case STAGE_CAPTURED,
                    STAGE_DECLINED,
                    STAGE_VOIDED,
                    STAGE_EXPIRED,
                    PAYMENT_STAGE_UNSPECIFIED,
                    UNRECOGNIZED ->
                    false;
        };
    }

    /** Where a payment stands that is given up: what was captured before stays captured. */
    static PaymentStage voided(long capturedMinor) {
        return capturedMinor > 0 ? PaymentStage.STAGE_CAPTURED : PaymentStage.STAGE_VOIDED;
    }

    /** Name of a stage as clients see it. */
    static String statusOf(PaymentStage stage) {
        return stage.name().substring("STAGE_".length());
    }

    static boolean isAutomatic(PaymentDetails details) {
        return details.getCapture() == CaptureMode.AUTOMATIC;
    }

    /** The capture mode of a payment that names none. */
    static CaptureMode defaultCapture(Channel channel) {
        return channel == Channel.ONLINE ? CaptureMode.MANUAL : CaptureMode.AUTOMATIC;
    }

    /**
     * What a finished payment keeps: enough to refund it, to label it and to answer its request
     * again.
     */
    static PaymentState compact(PaymentState payment) {
        PaymentDetails details = payment.getDetails();
        PaymentDetails kept =
                PaymentDetails.newBuilder()
                        .setPaymentId(details.getPaymentId())
                        .setAccountId(details.getAccountId())
                        .setAmountMinor(details.getAmountMinor())
                        .setCurrency(details.getCurrency())
                        .setChannel(details.getChannel())
                        .setCounterpartyId(details.getCounterpartyId())
                        .setCapture(details.getCapture())
                        .build();
        return payment.toBuilder().setDetails(kept).build();
    }
}
