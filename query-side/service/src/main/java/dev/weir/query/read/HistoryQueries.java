package dev.weir.query.read;

import dev.weir.contract.queries.v1.HistoryPage;
import dev.weir.contract.views.v1.AccountChangeView;
import java.sql.SQLException;
import java.util.List;

/** What happened to an account itself, in log order. */
public final class HistoryQueries {
    private static final String LIST = "history";

    private HistoryQueries() {}

    /** Throws ACCOUNT_UNKNOWN. */
    public static HistoryPage page(Sql sql, String book, String account, Page page)
            throws SQLException {
        AccountQueries.account(sql, book, account);
        Where where = new Where().and("book = ?", book).and("account_id = ?", account);
        if (page.cursor() != null) {
            where.and(
                    "sequence > ?", Cursor.number(Cursor.parse(LIST, 1, page.cursor()).getFirst()));
        }
        List<AccountChangeView> rows =
                sql.list(
                        "SELECT view FROM account_change"
                                + where.sql()
                                + " ORDER BY sequence LIMIT ?",
                        Views.reader(AccountChangeView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        HistoryPage.Builder answer = HistoryPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            answer.setNextCursor(Cursor.of(LIST, rows.getLast().getSequence()));
        }
        return answer.addAllChanges(rows).build();
    }
}
