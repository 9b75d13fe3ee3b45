package dev.weir.features;

import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.function.Function;

/**
 * The entities of a payment that have a history of their own. The code is on disk in state keys:
 * permanent.
 */
public enum KeyKind {
    ACCOUNT(1, PaymentDetails::getAccountId),
    CARD(2, PaymentDetails::getCardId),
    DEVICE(3, PaymentDetails::getDeviceId),
    TERMINAL(4, PaymentDetails::getTerminalId),
    MERCHANT(5, PaymentDetails::getMerchantId),
    COUNTERPARTY(6, PaymentDetails::getCounterpartyId),
    /** The /24 of an IPv4, the /48 of an IPv6 address. */
    IP_PREFIX(7, payment -> IpPrefix.of(payment.getIp()));

    private final int code;
    private final Function<PaymentDetails, String> id;

    KeyKind(int code, Function<PaymentDetails, String> id) {
        this.code = code;
        this.id = id;
    }

    int code() {
        return code;
    }

    static KeyKind ofCode(int code) {
        for (KeyKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of key has the code " + code);
    }

    /** The entity's id in a payment; empty where it is not known. */
    public String idIn(PaymentDetails payment) {
        return id.apply(payment);
    }
}
