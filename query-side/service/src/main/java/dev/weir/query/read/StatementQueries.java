package dev.weir.query.read;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.contract.queries.v1.StatementLine;
import dev.weir.contract.queries.v1.StatementPage;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.EntryView;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Statements of accounts: opening balance, lines, closing balance. The closing balance at a time is
 * the opening balance at the same time, since both are the sum of what lies before it.
 *
 * <p>All pages show the account as it was known with the first one: its sequence is in the cursor,
 * and so is the running balance.
 */
public final class StatementQueries {
    private static final String LIST = "statement";

    private StatementQueries() {}

    /**
     * Which statement; the range is on the axis, in whose order the lines come.
     *
     * @param knownAt recorded time, included; null: as far as it is known now
     */
    public record Asked(
            String book,
            String account,
            TimeRange range,
            TimeAxis by,
            OffsetDateTime knownAt,
            Page page) {}

    /** Where a page begins. */
    private record Start(
            long sequence, BigDecimal running, OffsetDateTime time, long entry, long leg) {}

    /** Throws ACCOUNT_UNKNOWN. */
    public static StatementPage page(Sql sql, Asked asked) throws SQLException {
        AccountView account = AccountQueries.account(sql, asked.book(), asked.account());
        Start start = start(sql, asked);
        Region known = new Region(null, Region.behind(asked.knownAt()), start.sequence());
        AccountSums opening =
                asked.range().from() == null
                        ? null
                        : sums(sql, asked, known.before(asked.by(), asked.range().from()));
        AccountSums closing = sums(sql, asked, known.before(asked.by(), asked.range().to()));
        AccountSums within = opening == null ? closing : closing.minus(opening);
        BigDecimal opened = opening == null ? BigDecimal.ZERO : opening.balance();
        StatementPage.Builder answer =
                StatementPage.newBuilder()
                        .setBook(asked.book())
                        .setAccountId(asked.account())
                        .setCurrency(account.getCurrency())
                        .setOpeningBalanceMinor(AccountQueries.exact(opened))
                        .setClosingBalanceMinor(AccountQueries.exact(closing.balance()))
                        .setDebitsMinor(AccountQueries.exact(within.debits()))
                        .setCreditsMinor(AccountQueries.exact(within.credits()))
                        .setEntries(within.entries())
                        .setAsOfSequence(start.sequence());
        if (account.hasDecimals()) {
            answer.setDecimals(account.getDecimals());
        }
        addLines(
                answer,
                asked,
                start.sequence(),
                start.running() == null ? opened : start.running(),
                rows(sql, asked, known, start));
        return answer.build();
    }

    private static AccountSums sums(Sql sql, Asked asked, Region region) throws SQLException {
        return AccountSums.of(sql, asked.book(), asked.account(), region);
    }

    private static Start start(Sql sql, Asked asked) throws SQLException {
        if (asked.page().cursor() == null) {
            long sequence =
                    sql.first(
                                    "SELECT sequence FROM book_progress WHERE book = ?",
                                    row -> row.getLong(1),
                                    asked.book())
                            .orElse(0L);
            return new Start(sequence, null, null, 0, 0);
        }
        List<String> last = Cursor.parse(LIST, 5, asked.page().cursor());
        return new Start(
                Cursor.number(last.get(0)),
                BigDecimal.valueOf(Cursor.number(last.get(1))),
                Cursor.time(last.get(2)),
                Cursor.number(last.get(3)),
                Cursor.number(last.get(4)));
    }

    private static List<EntryView> rows(Sql sql, Asked asked, Region known, Start start)
            throws SQLException {
        String time = asked.by().column();
        Where where =
                known.in(
                        asked.range()
                                .in(
                                        time,
                                        new Where()
                                                .and("book = ?", asked.book())
                                                .and("account_id = ?", asked.account())));
        if (start.time() != null) {
            where.and(
                    "(" + time + ", sequence, leg) > (?, ?, ?)",
                    start.time(),
                    start.entry(),
                    start.leg());
        }
        return sql.list(
                "SELECT view FROM entry"
                        + where.sql()
                        + " ORDER BY "
                        + time
                        + ", sequence, leg LIMIT ?",
                Views.reader(EntryView.parser()),
                where.parametersAnd(asked.page().rowsToRead()));
    }

    private static void addLines(
            StatementPage.Builder answer,
            Asked asked,
            long sequence,
            BigDecimal from,
            List<EntryView> rows) {
        boolean isMore = rows.size() > asked.page().limit();
        if (isMore) {
            rows.removeLast();
        }
        BigDecimal running = from;
        for (EntryView entry : rows) {
            running = running.add(BigDecimal.valueOf(entry.getAmountMinor()));
            answer.addLines(
                    StatementLine.newBuilder()
                            .setEntry(entry)
                            .setRunningBalanceMinor(AccountQueries.exact(running)));
        }
        if (isMore) {
            EntryView last = rows.getLast();
            Timestamp time =
                    switch (asked.by()) {
                        case OCCURRED -> last.getOccurredAt();
                        case RECORDED -> last.getRecordedAt();
                    };
            answer.setNextCursor(
                    Cursor.of(
                            LIST,
                            sequence,
                            running.toPlainString(),
                            Timestamps.toMicros(time),
                            last.getSequence(),
                            last.getLeg()));
        }
    }
}
