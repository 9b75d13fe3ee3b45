package dev.weir.query.read;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.CurrencyTotal;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.query.rest.Problem;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Accounts and their balances. */
public final class AccountQueries {
    private static final String LIST = "accounts";

    private AccountQueries() {}

    /** Throws ACCOUNT_UNKNOWN. */
    public static AccountView account(Sql sql, String book, String account) throws SQLException {
        return sql.first(
                        "SELECT view FROM account WHERE book = ? AND account_id = ?",
                        Views.reader(AccountView.parser()),
                        book,
                        account)
                .orElseThrow(() -> Problem.accountUnknown(book, account));
    }

    /**
     * Which accounts; null means any.
     *
     * @param balances of the balance, minor units
     */
    public record Filter(
            String customer,
            AccountKind kind,
            AccountStatus status,
            String currency,
            AmountRange balances,
            Metadata metadata) {
        private Where where(String book) {
            Where where =
                    new Where()
                            .and("book = ?", book)
                            .andIfGiven("customer_id = ?", customer)
                            .andIfGiven("kind = ?", kind == null ? null : kind.name())
                            .andIfGiven("status = ?", status == null ? null : status.name())
                            .andIfGiven("currency = ?", currency);
            return metadata.in(balances.in("balance_minor", where));
        }
    }

    /**
     * @param isTotalled with totals over the whole book
     */
    public static AccountPage page(
            Sql sql, String book, Filter filter, Page page, boolean isTotalled)
            throws SQLException {
        Where where = filter.where(book);
        if (page.cursor() != null) {
            where.and("account_id > ?", Cursor.parse(LIST, 1, page.cursor()).getFirst());
        }
        List<AccountView> rows =
                sql.list(
                        "SELECT view FROM account" + where.sql() + " ORDER BY account_id LIMIT ?",
                        Views.reader(AccountView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        AccountPage.Builder answer = AccountPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            answer.setNextCursor(Cursor.of(LIST, rows.getLast().getAccountId()));
        }
        answer.addAllAccounts(rows);
        if (isTotalled) {
            answer.addAllTotals(totals(sql, book));
        }
        return answer.build();
    }

    private static List<CurrencyTotal> totals(Sql sql, String book) throws SQLException {
        String customers = "FILTER (WHERE kind = '" + AccountKind.CUSTOMER + "')";
        String systems = "FILTER (WHERE kind = '" + AccountKind.SYSTEM + "')";
        return sql.list(
                "SELECT currency, count(*) %1$s, coalesce(sum(balance_minor) %1$s, 0),"
                                .formatted(customers)
                        + " coalesce(sum(held_minor) %1$s, 0),".formatted(customers)
                        + " count(*) %1$s, coalesce(sum(balance_minor) %1$s, 0)".formatted(systems)
                        + " FROM account WHERE book = ? GROUP BY currency ORDER BY currency",
                row ->
                        CurrencyTotal.newBuilder()
                                .setCurrency(row.getString(1))
                                .setCustomerAccounts(row.getLong(2))
                                .setCustomerBalanceMinor(sum(row, 3))
                                .setCustomerHeldMinor(sum(row, 4))
                                .setSystemAccounts(row.getLong(5))
                                .setSystemBalanceMinor(sum(row, 6))
                                .build(),
                book);
    }

    /** A sum of PostgreSQL's, which is wider than 64 bits; throws Problem if it does not fit. */
    static long sum(ResultSet row, int column) throws SQLException {
        return exact(row.getBigDecimal(column));
    }

    static long exact(BigDecimal sum) {
        try {
            return sum.longValueExact();
        } catch (ArithmeticException e) {
            throw Problem.sumTooLarge(sum);
        }
    }
}
