package dev.weir.query.read;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.BalanceAsOf;
import dev.weir.contract.queries.v1.CurrencyTotal;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.query.rest.Problem;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
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
     * @param customer null: of all customers
     * @param isTotalled with totals over the whole book
     */
    public static AccountPage page(
            Sql sql, String book, String customer, Page page, boolean isTotalled)
            throws SQLException {
        Where where = new Where().and("book = ?", book).andIfGiven("customer_id = ?", customer);
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

    /** Throws ACCOUNT_UNKNOWN. The moment belongs to what is summed. */
    public static BalanceAsOf balance(
            Sql sql, String book, String account, OffsetDateTime at, TimeAxis by)
            throws SQLException {
        AccountView view = account(sql, book, account);
        return sql.first(
                        "SELECT count(*), coalesce(sum(amount_minor), 0) FROM entry"
                                + " WHERE book = ? AND account_id = ? AND "
                                + by.column()
                                + " <= ?",
                        row ->
                                BalanceAsOf.newBuilder()
                                        .setBook(book)
                                        .setAccountId(account)
                                        .setCurrency(view.getCurrency())
                                        .setBalanceMinor(sum(row, 2))
                                        .setEntries(row.getLong(1))
                                        .build(),
                        book,
                        account,
                        at)
                .orElseThrow();
    }

    /** A sum of PostgreSQL's, which is wider than 64 bits; throws Problem if it does not fit. */
    static long sum(ResultSet row, int column) throws SQLException {
        BigDecimal sum = row.getBigDecimal(column);
        try {
            return sum.longValueExact();
        } catch (ArithmeticException e) {
            throw Problem.sumTooLarge(sum);
        }
    }
}
