package dev.weir.query.read;

import dev.weir.contract.queries.v1.CaseFile;
import dev.weir.contract.queries.v1.CasePage;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.query.rest.Problem;
import java.sql.SQLException;
import java.util.List;

/** Cases, newest first. */
public final class CaseQueries {
    private static final String LIST = "cases";

    private CaseQueries() {}

    /**
     * What a caller asks for.
     *
     * @param isOpen null: open and resolved ones
     * @param account null: of all accounts
     * @param assignee null: of all
     */
    public record Filter(Boolean isOpen, String account, String assignee) {}

    /** A case with its alerts; throws CASE_UNKNOWN. */
    public static CaseFile file(Sql sql, String book, String caseId) throws SQLException {
        CaseView found =
                sql.first(
                                "SELECT view FROM case_file WHERE book = ? AND case_id = ?",
                                Views.reader(CaseView.parser()),
                                book,
                                caseId)
                        .orElseThrow(() -> Problem.caseUnknown(book, caseId));
        List<AlertView> alerts =
                sql.list(
                        "SELECT view FROM alert WHERE book = ? AND alert_id = ANY(?)"
                                + " ORDER BY raised_at DESC, alert_id DESC",
                        Views.reader(AlertView.parser()),
                        book,
                        found.getAlertIdsList().toArray(new String[0]));
        return CaseFile.newBuilder().setCase(found).addAllAlerts(alerts).build();
    }

    public static CasePage page(Sql sql, String book, Filter filter, Page page)
            throws SQLException {
        Where where =
                new Where()
                        .and("book = ?", book)
                        .andIfGiven("account_id = ?", filter.account())
                        .andIfGiven("assignee = ?", filter.assignee());
        if (filter.isOpen() != null) {
            // A literal, so that the planner sees the index of open ones.
            where.and(filter.isOpen() ? "is_open = 1" : "is_open = 0");
        }
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 2, page.cursor());
            where.and("(opened_at, case_id) < (?, ?)", Cursor.time(last.get(0)), last.get(1));
        }
        List<CaseView> rows =
                sql.list(
                        "SELECT view FROM case_file"
                                + where.sql()
                                + " ORDER BY opened_at DESC, case_id DESC LIMIT ?",
                        Views.reader(CaseView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        CasePage.Builder answer = CasePage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            CaseView last = rows.getLast();
            answer.setNextCursor(Cursor.of(LIST, last.getOpenedAt(), last.getCaseId()));
        }
        return answer.addAllCases(rows).build();
    }
}
