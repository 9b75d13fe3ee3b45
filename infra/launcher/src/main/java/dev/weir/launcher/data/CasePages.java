package dev.weir.launcher.data;

import dev.weir.contract.queries.v1.CasePage;
import java.io.PrintWriter;

/** Pages of cases as tables. */
final class CasePages {
    private static final String ROW = "%-27s %-24s %-12s %-24s %6s  %-10s %s%n";

    private CasePages() {}

    static void print(PrintWriter out, CasePage page) {
        out.printf(ROW, "opened at", "case", "account", "cause", "alerts", "state", "assignee");
        page.getCasesList()
                .forEach(
                        one ->
                                out.printf(
                                        ROW,
                                        Timestamps.toInstant(one.getOpenedAt()),
                                        one.getCaseId(),
                                        one.getAccountId(),
                                        one.getSourceId(),
                                        one.getAlertIdsCount(),
                                        one.getResolved() ? one.getVerdict() : "open",
                                        one.getAssignee()));
    }
}
