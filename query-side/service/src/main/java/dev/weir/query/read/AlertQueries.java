package dev.weir.query.read;

import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.query.rest.Problem;
import java.sql.SQLException;
import java.util.List;

/** Alerts, newest first. */
public final class AlertQueries {
    private static final String LIST = "alerts";

    private AlertQueries() {}

    /** Throws ALERT_UNKNOWN. */
    public static AlertView alert(Sql sql, String book, String alert) throws SQLException {
        return sql.first(
                        "SELECT view FROM alert WHERE book = ? AND alert_id = ?",
                        Views.reader(AlertView.parser()),
                        book,
                        alert)
                .orElseThrow(() -> Problem.alertUnknown(book, alert));
    }

    /**
     * @param isOpen null: open and resolved ones
     * @param account null: of all accounts
     */
    public static AlertPage page(Sql sql, String book, Boolean isOpen, String account, Page page)
            throws SQLException {
        Where where = new Where().and("book = ?", book).andIfGiven("account_id = ?", account);
        if (isOpen != null) {
            // A literal, so that the planner sees the index of open ones.
            where.and(isOpen ? "is_open = 1" : "is_open = 0");
        }
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 2, page.cursor());
            where.and("(raised_at, alert_id) < (?, ?)", Cursor.time(last.get(0)), last.get(1));
        }
        List<AlertView> rows =
                sql.list(
                        "SELECT view FROM alert"
                                + where.sql()
                                + " ORDER BY raised_at DESC, alert_id DESC LIMIT ?",
                        Views.reader(AlertView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        AlertPage.Builder answer = AlertPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            AlertView last = rows.getLast();
            answer.setNextCursor(Cursor.of(LIST, last.getRaisedAt(), last.getAlertId()));
        }
        return answer.addAllAlerts(rows).build();
    }
}
