package dev.weir.query.read;

import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.views.v1.HoldStatus;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.query.rest.Problem;
import java.sql.SQLException;
import java.util.List;

/** Clients' holds, newest first. */
public final class HoldQueries {
    private static final String LIST = "holds";

    private HoldQueries() {}

    /** Throws HOLD_UNKNOWN. */
    public static HoldView hold(Sql sql, String book, String hold) throws SQLException {
        return sql.first(
                        "SELECT view FROM hold WHERE book = ? AND hold_id = ?",
                        Views.reader(HoldView.parser()),
                        book,
                        hold)
                .orElseThrow(() -> Problem.holdUnknown(book, hold));
    }

    /**
     * @param account null: of all accounts
     * @param status null: any
     */
    public static HoldPage page(Sql sql, String book, String account, HoldStatus status, Page page)
            throws SQLException {
        Where where =
                new Where()
                        .and("book = ?", book)
                        .andIfGiven("account_id = ?", account)
                        .andIfGiven("status = ?", status == null ? null : status.name());
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 2, page.cursor());
            where.and("(placed_at, hold_id) < (?, ?)", Cursor.time(last.get(0)), last.get(1));
        }
        List<HoldView> rows =
                sql.list(
                        "SELECT view FROM hold"
                                + where.sql()
                                + " ORDER BY placed_at DESC, hold_id DESC LIMIT ?",
                        Views.reader(HoldView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        HoldPage.Builder answer = HoldPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            HoldView last = rows.getLast();
            answer.setNextCursor(Cursor.of(LIST, last.getPlacedAt(), last.getHoldId()));
        }
        return answer.addAllHolds(rows).build();
    }
}
