package dev.weir.query.read;

import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.views.v1.EntryView;
import java.sql.SQLException;
import java.util.List;

/** Statements of accounts, in log order: an entry's running balance follows from the one before. */
public final class EntryQueries {
    private static final String LIST = "entries";

    private EntryQueries() {}

    /** Throws ACCOUNT_UNKNOWN. */
    public static EntryPage page(
            Sql sql,
            String book,
            String account,
            TimeRange range,
            TimeAxis by,
            boolean newestFirst,
            Page page)
            throws SQLException {
        AccountQueries.account(sql, book, account);
        Where where = new Where().and("book = ?", book).and("account_id = ?", account);
        range.in(by.column(), where);
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 2, page.cursor());
            where.and(
                    "(sequence, leg) " + (newestFirst ? "<" : ">") + " (?, ?)",
                    Cursor.number(last.get(0)),
                    Cursor.number(last.get(1)));
        }
        String order = newestFirst ? "sequence DESC, leg DESC" : "sequence, leg";
        List<EntryView> rows =
                sql.list(
                        "SELECT view FROM entry" + where.sql() + " ORDER BY " + order + " LIMIT ?",
                        Views.reader(EntryView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        EntryPage.Builder answer = EntryPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            EntryView last = rows.getLast();
            answer.setNextCursor(Cursor.of(LIST, last.getSequence(), last.getLeg()));
        }
        return answer.addAllEntries(rows).build();
    }
}
