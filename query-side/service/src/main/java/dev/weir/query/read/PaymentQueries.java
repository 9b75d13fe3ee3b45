package dev.weir.query.read;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.PaymentTotal;
import dev.weir.contract.views.v1.PaymentStatus;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.query.rest.Problem;
import java.sql.SQLException;
import java.util.List;

/** Payments, newest business time first. */
public final class PaymentQueries {
    private static final String LIST = "payments";

    private PaymentQueries() {}

    /**
     * Which payments; null means any.
     *
     * @param amounts of the payment, minor units
     * @param range of business time
     */
    public record Filter(
            String account,
            String customer,
            PaymentStatus status,
            Channel channel,
            AmountRange amounts,
            Metadata metadata,
            TimeRange range) {
        private Where where(String book) {
            Where where =
                    new Where()
                            .and("book = ?", book)
                            .andIfGiven("account_id = ?", account)
                            .andIfGiven("customer_id = ?", customer)
                            .andIfGiven("status = ?", status == null ? null : status.name())
                            .andIfGiven("channel = ?", channel == null ? null : channel.name());
            return range.in("occurred_at", metadata.in(amounts.in("amount_minor", where)));
        }
    }

    /** Throws PAYMENT_UNKNOWN. */
    public static PaymentView payment(Sql sql, String book, String payment) throws SQLException {
        return sql.first(
                        "SELECT view FROM payment WHERE book = ? AND payment_id = ?",
                        Views.reader(PaymentView.parser()),
                        book,
                        payment)
                .orElseThrow(() -> Problem.paymentUnknown(book, payment));
    }

    /**
     * @param isTotalled with totals over all payments of the filter
     */
    public static PaymentPage page(
            Sql sql, String book, Filter filter, Page page, boolean isTotalled)
            throws SQLException {
        Where where = filter.where(book);
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 2, page.cursor());
            where.and("(occurred_at, payment_id) < (?, ?)", Cursor.time(last.get(0)), last.get(1));
        }
        List<PaymentView> rows =
                sql.list(
                        "SELECT view FROM payment"
                                + where.sql()
                                + " ORDER BY occurred_at DESC, payment_id DESC LIMIT ?",
                        Views.reader(PaymentView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        PaymentPage.Builder answer = PaymentPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            PaymentView last = rows.getLast();
            answer.setNextCursor(Cursor.of(LIST, last.getOccurredAt(), last.getPaymentId()));
        }
        answer.addAllPayments(rows);
        if (isTotalled) {
            answer.addAllTotals(totals(sql, filter.where(book)));
        }
        return answer.build();
    }

    private static List<PaymentTotal> totals(Sql sql, Where where) throws SQLException {
        return sql.list(
                "SELECT status, currency, count(*), sum(amount_minor), count(*) FILTER (WHERE basis = '"
                        + DecisionBasis.FALLBACK
                        + "') FROM payment"
                        + where.sql()
                        + " GROUP BY status, currency ORDER BY status, currency",
                row ->
                        PaymentTotal.newBuilder()
                                .setStatus(row.getString(1))
                                .setCurrency(row.getString(2))
                                .setPayments(row.getLong(3))
                                .setAmountMinor(AccountQueries.sum(row, 4))
                                .setFallbacks(row.getLong(5))
                                .build(),
                where.parameters());
    }
}
