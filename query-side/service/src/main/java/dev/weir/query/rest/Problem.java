package dev.weir.query.rest;

import dev.weir.query.Position;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** A query that is not answered, with what the problem document says about it. */
public final class Problem extends RuntimeException {
    private final ProblemCode code;
    private final transient Map<String, String> parameters;

    /**
     * @param namesAndValues of the parameters, in turn
     */
    Problem(ProblemCode code, String... namesAndValues) {
        super(code.name(), null, false, false);
        this.code = code;
        this.parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    public static Problem fieldInvalid(String field, String problem) {
        return new Problem(ProblemCode.FIELD_INVALID, "field", field, "problem", problem);
    }

    public static Problem bookUnknown(String book) {
        return new Problem(ProblemCode.BOOK_UNKNOWN, "book", book);
    }

    public static Problem accountUnknown(String book, String account) {
        return new Problem(ProblemCode.ACCOUNT_UNKNOWN, "book", book, "account", account);
    }

    public static Problem paymentUnknown(String book, String payment) {
        return new Problem(ProblemCode.PAYMENT_UNKNOWN, "book", book, "payment", payment);
    }

    public static Problem transferUnknown(String book, String transfer) {
        return new Problem(ProblemCode.TRANSFER_UNKNOWN, "book", book, "transfer", transfer);
    }

    public static Problem alertUnknown(String book, String alert) {
        return new Problem(ProblemCode.ALERT_UNKNOWN, "book", book, "alert", alert);
    }

    public static Problem caseUnknown(String book, String caseId) {
        return new Problem(ProblemCode.CASE_UNKNOWN, "book", book, "case", caseId);
    }

    public static Problem holdUnknown(String book, String hold) {
        return new Problem(ProblemCode.HOLD_UNKNOWN, "book", book, "hold", hold);
    }

    public static Problem bookTransferUnknown(String book, String transfer) {
        return new Problem(ProblemCode.BOOK_TRANSFER_UNKNOWN, "book", book, "transfer", transfer);
    }

    public static Problem sumTooLarge(BigDecimal sum) {
        return new Problem(ProblemCode.SUM_TOO_LARGE, "sum", sum.toPlainString());
    }

    public static Problem overloaded() {
        return new Problem(ProblemCode.OVERLOADED);
    }

    static Problem storeUnavailable() {
        return new Problem(ProblemCode.STORE_UNAVAILABLE);
    }

    /**
     * @param reached how far the views are; {@link Position#NOTHING}: nothing of the book is known
     */
    static Problem positionNotReached(Position wanted, long reached, long waitedMillis) {
        return new Problem(
                ProblemCode.POSITION_NOT_REACHED,
                "book",
                wanted.book(),
                "wanted",
                Long.toString(wanted.sequence()),
                "reached",
                Long.toString(reached),
                "waited_millis",
                Long.toString(waitedMillis));
    }

    public ProblemCode code() {
        return code;
    }

    /** By name, in the order in which people read them. */
    public Map<String, String> parameters() {
        return parameters;
    }

    String detail() {
        String detail = code.detail();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            detail = detail.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return detail;
    }
}
