package dev.weir.query.rest;

import com.google.protobuf.util.Timestamps;
import dev.weir.contract.queries.v1.StatementLine;
import dev.weir.contract.queries.v1.StatementPage;
import dev.weir.contract.views.v1.EntryView;
import jakarta.ws.rs.core.Response;

/**
 * A page of a statement as CSV (RFC 4180): a row OPENING on the first page, a row ENTRY for each
 * line, a row CLOSING on the last page. Money is whole minor units. The header {@code
 * Weir-Next-Cursor} leads to the next page.
 */
final class StatementCsv {
    static final String NEXT_CURSOR = "Weir-Next-Cursor";
    private static final String COLUMNS =
            "row,sequence,leg,occurred_at,recorded_at,transaction_id,kind,description,"
                    + "amount_minor,running_balance_minor,currency";

    private StatementCsv() {}

    static Response.ResponseBuilder answer(StatementPage page, boolean isFirst) {
        StringBuilder text = new StringBuilder();
        if (isFirst) {
            row(text, COLUMNS.split(",", -1));
            border(text, "OPENING", page.getOpeningBalanceMinor(), page.getCurrency());
        }
        for (StatementLine line : page.getLinesList()) {
            EntryView entry = line.getEntry();
            row(
                    text,
                    "ENTRY",
                    Long.toString(entry.getSequence()),
                    Integer.toString(entry.getLeg()),
                    Timestamps.toString(entry.getOccurredAt()),
                    Timestamps.toString(entry.getRecordedAt()),
                    entry.getTransactionId(),
                    entry.getKind(),
                    entry.getDescription(),
                    Long.toString(entry.getAmountMinor()),
                    Long.toString(line.getRunningBalanceMinor()),
                    entry.getCurrency());
        }
        boolean isLast = page.getNextCursor().isEmpty();
        if (isLast) {
            border(text, "CLOSING", page.getClosingBalanceMinor(), page.getCurrency());
        }
        Response.ResponseBuilder answer = Response.ok(text.toString(), "text/csv;charset=UTF-8");
        return isLast ? answer : answer.header(NEXT_CURSOR, page.getNextCursor());
    }

    private static void border(StringBuilder text, String name, long balance, String currency) {
        row(text, name, "", "", "", "", "", "", "", "", Long.toString(balance), currency);
    }

    private static void row(StringBuilder text, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? "" : ",").append(quoted(cells[i]));
        }
        text.append("\r\n");
    }

    private static String quoted(String cell) {
        boolean isPlain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
        return isPlain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
