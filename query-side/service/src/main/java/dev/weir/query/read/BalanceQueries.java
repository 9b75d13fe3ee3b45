package dev.weir.query.read;

import dev.weir.contract.queries.v1.BalanceAsOf;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.query.rest.Problem;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What an account had at a time. */
public final class BalanceQueries {
    private BalanceQueries() {}

    /** Balance and holds behind the last record that touched them. */
    private record Last(long sequence, long balanceMinor, long heldMinor) {}

    /**
     * By recorded time: what the ledger said then. By business time: all that had occurred by then,
     * as far as it was known at another time. The moments are included. Throws ACCOUNT_UNKNOWN.
     *
     * @param knownAt recorded time; null: as far as it is known now
     */
    public static BalanceAsOf balance(
            Sql sql,
            String book,
            String account,
            OffsetDateTime at,
            TimeAxis by,
            OffsetDateTime knownAt)
            throws SQLException {
        AccountView view = AccountQueries.account(sql, book, account);
        Region region =
                new Region(null, Region.behind(knownAt), null).before(by, Region.behind(at));
        AccountSums sums = AccountSums.of(sql, book, account, region);
        BigDecimal balance = sums.balance();
        BigDecimal held = sums.held();
        if (by == TimeAxis.RECORDED) {
            Optional<Last> said = said(sql, book, account, region.recordedBefore());
            balance = BigDecimal.valueOf(said.map(Last::balanceMinor).orElse(0L));
            held = BigDecimal.valueOf(said.map(Last::heldMinor).orElse(0L));
        }
        BalanceAsOf.Builder answer = BalanceAsOf.newBuilder();
        if (view.hasDecimals()) {
            answer.setDecimals(view.getDecimals());
        }
        return answer.setBook(book)
                .setAccountId(account)
                .setCurrency(view.getCurrency())
                .setBalanceMinor(AccountQueries.exact(balance))
                .setHeldMinor(AccountQueries.exact(held))
                .setAvailableMinor(AccountQueries.exact(balance.subtract(held)))
                .setEntries(sums.entries())
                .build();
    }

    /** The last entry tells the balance; the later of it and the last hold change what was held. */
    private static Optional<Last> said(
            Sql sql, String book, String account, OffsetDateTime recordedBefore)
            throws SQLException {
        Optional<Last> entry =
                sql.first(
                        newest("entry", "balance_after_minor"),
                        row -> new Last(row.getLong(1), row.getLong(2), row.getLong(3)),
                        book,
                        account,
                        recordedBefore);
        Optional<Last> hold =
                sql.first(
                        newest("hold_change", "0"),
                        row -> new Last(row.getLong(1), 0, row.getLong(3)),
                        book,
                        account,
                        recordedBefore);
        if (hold.isEmpty()) {
            return entry;
        }
        // Of one event the hold ends first, then money moves: the entry has both.
        return entry.isPresent() && entry.get().sequence() >= hold.get().sequence()
                ? entry
                : Optional.of(
                        new Last(
                                hold.get().sequence(),
                                entry.map(Last::balanceMinor).orElse(0L),
                                hold.get().heldMinor()));
    }

    private static String newest(String table, String balance) {
        return "SELECT sequence, "
                + balance
                + ", held_after_minor FROM "
                + table
                + " WHERE book = ? AND account_id = ? AND recorded_at < ?"
                + " ORDER BY recorded_at DESC, sequence DESC, leg DESC LIMIT 1";
    }

    /** Refuses a time of knowledge where the axis is that of knowledge already. */
    public static void checkKnownAt(TimeAxis by, OffsetDateTime knownAt) {
        if (by == TimeAxis.RECORDED && knownAt != null) {
            throw Problem.fieldInvalid("known_at", "it needs by=occurred");
        }
    }
}
