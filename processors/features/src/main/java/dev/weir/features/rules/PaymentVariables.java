package dev.weir.features.rules;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields {@code payment.*} and {@code account.*} of a rule. Texts that are not known are empty.
 */
enum PaymentVariables {
    PAYMENT_ID("payment.payment_id", SimpleType.STRING, facts -> details(facts).getPaymentId()),
    ACCOUNT_ID("payment.account_id", SimpleType.STRING, facts -> details(facts).getAccountId()),
    CARD_ID("payment.card_id", SimpleType.STRING, facts -> details(facts).getCardId()),
    CUSTOMER_ID("payment.customer_id", SimpleType.STRING, facts -> details(facts).getCustomerId()),
    AMOUNT("payment.amount_minor", SimpleType.INT, facts -> details(facts).getAmountMinor()),
    CURRENCY("payment.currency", SimpleType.STRING, facts -> details(facts).getCurrency()),
    CHANNEL("payment.channel", SimpleType.STRING, facts -> details(facts).getChannel().name()),
    MERCHANT_ID("payment.merchant_id", SimpleType.STRING, facts -> details(facts).getMerchantId()),
    TERMINAL_ID("payment.terminal_id", SimpleType.STRING, facts -> details(facts).getTerminalId()),
    DEVICE_ID("payment.device_id", SimpleType.STRING, facts -> details(facts).getDeviceId()),
    IP("payment.ip", SimpleType.STRING, facts -> details(facts).getIp()),
    COUNTRY("payment.country", SimpleType.STRING, facts -> details(facts).getCountry()),
    COUNTERPARTY_ID(
            "payment.counterparty_id",
            SimpleType.STRING,
            facts -> details(facts).getCounterpartyId()),
    SESSION_ID("payment.session_id", SimpleType.STRING, facts -> details(facts).getSessionId()),
    METADATA(
            "payment.metadata",
            MapType.create(SimpleType.STRING, SimpleType.STRING),
            facts -> details(facts).getMetadataMap()),
    BALANCE("account.balance_minor", SimpleType.INT, facts -> facts.account().balanceMinor()),
    HELD("account.held_minor", SimpleType.INT, facts -> facts.account().heldMinor()),
    AVAILABLE("account.available_minor", SimpleType.INT, facts -> facts.account().availableMinor());

    private static final Map<String, PaymentVariables> BY_NAME = new LinkedHashMap<>();

    static {
        for (PaymentVariables variable : values()) {
            BY_NAME.put(variable.text, variable);
        }
    }

    private final String text;
    private final CelType type;
    private final Function<RuleInput, Object> value;

    PaymentVariables(String text, CelType type, Function<RuleInput, Object> value) {
        this.text = text;
        this.type = type;
        this.value = value;
    }

    /** As it stands in rules. */
    String text() {
        return text;
    }

    CelType type() {
        return type;
    }

    /** A number that is there as it is, and not worked out: that could overflow. */
    boolean isPlainInteger() {
        return type == SimpleType.INT && this != AVAILABLE;
    }

    boolean isText() {
        return type == SimpleType.STRING;
    }

    /** Its value. */
    Object of(RuleInput input) {
        return value.apply(input);
    }

    /** The variable of a name; empty if it is none of these. */
    static Optional<PaymentVariables> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The value of a variable, or null for a name that is none of these. */
    static Object valueOf(String name, RuleInput input) {
        PaymentVariables variable = BY_NAME.get(name);
        return variable == null ? null : variable.value.apply(input);
    }

    private static PaymentDetails details(RuleInput input) {
        return input.payment();
    }
}
