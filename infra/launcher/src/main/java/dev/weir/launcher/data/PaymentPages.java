package dev.weir.launcher.data;

import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.PaymentTotal;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Payments and alerts as {@code weir query} shows them: a header, then a line each. */
final class PaymentPages {
    private static final String PAYMENT = "%-27s %-24s %-18s %-7s %-12s %16s  %s%n";
    private static final String ALERT = "%-27s %-24s %-9s %-12s %16s  %-10s %s%n";

    private PaymentPages() {}

    static void print(PrintWriter out, PaymentPage page) {
        out.printf(
                PAYMENT,
                "occurred",
                "payment",
                "status",
                "channel",
                "account",
                "amount",
                "reasons");
        page.getPaymentsList()
                .forEach(
                        payment ->
                                out.printf(
                                        PAYMENT,
                                        Timestamps.toInstant(payment.getOccurredAt()),
                                        payment.getPaymentId(),
                                        payment.getStatus(),
                                        payment.getDetails().getChannel(),
                                        payment.getDetails().getAccountId(),
                                        Money.format(
                                                payment.getDetails().getAmountMinor(),
                                                payment.getDetails().getCurrency()),
                                        codes(payment.getReasonsList())));
        page.getTotalsList().forEach(total -> print(out, total));
    }

    static void print(PrintWriter out, AlertPage page) {
        out.printf(ALERT, "raised", "alert", "outcome", "account", "amount", "verdict", "reasons");
        page.getAlertsList()
                .forEach(
                        alert ->
                                out.printf(
                                        ALERT,
                                        Timestamps.toInstant(alert.getRaisedAt()),
                                        alert.getAlertId(),
                                        alert.getOutcome(),
                                        alert.getAccountId(),
                                        Money.format(alert.getAmountMinor(), alert.getCurrency()),
                                        alert.getResolved() ? alert.getVerdict() : "open",
                                        codes(alert.getReasonsList())));
    }

    private static void print(PrintWriter out, PaymentTotal total) {
        out.printf(
                "%-18s %8d %s, %s, %d by fallback%n",
                total.getStatus(),
                total.getPayments(),
                total.getPayments() == 1 ? "payment" : "payments",
                Money.format(total.getAmountMinor(), total.getCurrency()),
                total.getFallbacks());
    }

    private static String codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::getCode).collect(Collectors.joining(","));
    }
}
