package dev.weir.query.read;

import com.google.protobuf.util.Timestamps;
import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.views.v1.EntryView;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Entries of accounts. In log order an entry's running balance follows from the one before; in the
 * order of business time it does not.
 */
public final class EntryQueries {
    private static final String LIST = "entries";
    private static final String LIST_BY_TIME = "entries-by-time";

    private EntryQueries() {}

    /**
     * Which entries, in which order.
     *
     * @param range on the axis
     * @param knownAt recorded time, included; null: all
     * @param isByBusinessTime in the order of business time; else in log order
     */
    public record Asked(
            TimeRange range,
            TimeAxis by,
            OffsetDateTime knownAt,
            boolean isByBusinessTime,
            boolean newestFirst) {}

    /** Throws ACCOUNT_UNKNOWN. */
    public static EntryPage page(Sql sql, String book, String account, Asked asked, Page page)
            throws SQLException {
        AccountQueries.account(sql, book, account);
        Where where = new Where().and("book = ?", book).and("account_id = ?", account);
        asked.range().in(asked.by().column(), where);
        where.andIfGiven("recorded_at < ?", Region.behind(asked.knownAt()));
        String list = asked.isByBusinessTime() ? LIST_BY_TIME : LIST;
        String direction = asked.newestFirst() ? " DESC" : "";
        String than = asked.newestFirst() ? " < " : " > ";
        if (page.cursor() != null && asked.isByBusinessTime()) {
            List<String> last = Cursor.parse(list, 3, page.cursor());
            where.and(
                    "(occurred_at, sequence, leg)" + than + "(?, ?, ?)",
                    Cursor.time(last.get(0)),
                    Cursor.number(last.get(1)),
                    Cursor.number(last.get(2)));
        } else if (page.cursor() != null) {
            List<String> last = Cursor.parse(list, 2, page.cursor());
            where.and(
                    "(sequence, leg)" + than + "(?, ?)",
                    Cursor.number(last.get(0)),
                    Cursor.number(last.get(1)));
        }
        String order =
                (asked.isByBusinessTime() ? "occurred_at" + direction + ", " : "")
                        + "sequence"
                        + direction
                        + ", leg"
                        + direction;
        List<EntryView> rows =
                sql.list(
                        "SELECT view FROM entry" + where.sql() + " ORDER BY " + order + " LIMIT ?",
                        Views.reader(EntryView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        EntryPage.Builder answer = EntryPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            EntryView last = rows.getLast();
            answer.setNextCursor(
                    asked.isByBusinessTime()
                            ? Cursor.of(
                                    list,
                                    Timestamps.toMicros(last.getOccurredAt()),
                                    last.getSequence(),
                                    last.getLeg())
                            : Cursor.of(list, last.getSequence(), last.getLeg()));
        }
        return answer.addAllEntries(rows).build();
    }
}
