package dev.weir.launcher.data;

import dev.weir.contract.queries.v1.BalanceAsOf;
import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.queries.v1.HistoryPage;
import dev.weir.contract.queries.v1.StatementPage;
import dev.weir.contract.queries.v1.TransferPage;
import dev.weir.launcher.Counted;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * Balances, statements, histories and transfers as plain lines; a statement is followed to its end.
 */
final class StatementPages {
    private static final String ENTRY = "%-27s %16s %18s  %-16s %s%n";
    private static final String NEXT_CURSOR = "Weir-Next-Cursor";

    private StatementPages() {}

    /**
     * @param path with a query
     */
    static void print(Connection connection, String path, PrintWriter out) {
        StatementPage page = page(connection, path, "");
        out.printf("opening %s%n", format(page, page.getOpeningBalanceMinor()));
        while (true) {
            page.getLinesList()
                    .forEach(
                            line ->
                                    out.printf(
                                            "%-27s %16s %18s  %-16s %-24s %s%n",
                                            Timestamps.toInstant(line.getEntry().getOccurredAt()),
                                            Money.formatAmount(
                                                    line.getEntry().getAmountMinor(),
                                                    QueryCommand.decimals(line.getEntry())),
                                            Money.format(
                                                    line.getRunningBalanceMinor(),
                                                    line.getEntry().getCurrency(),
                                                    QueryCommand.decimals(line.getEntry())),
                                            line.getEntry().getKind(),
                                            line.getEntry().getTransactionId(),
                                            line.getEntry().getDescription()));
            if (page.getNextCursor().isEmpty()) {
                break;
            }
            page = page(connection, path, page.getNextCursor());
        }
        out.printf(
                "closing %s, %s, debits %s, credits %s%n",
                format(page, page.getClosingBalanceMinor()),
                Counted.of(page.getEntries(), "entry", "entries"),
                format(page, page.getDebitsMinor()),
                format(page, page.getCreditsMinor()));
    }

    private static String format(StatementPage page, long minor) {
        return Money.format(
                minor,
                page.getCurrency(),
                page.hasDecimals() ? page.getDecimals() : Money.decimals(page.getCurrency()));
    }

    private static String format(BalanceAsOf balance, long minor) {
        return Money.format(
                minor,
                balance.getCurrency(),
                balance.hasDecimals()
                        ? balance.getDecimals()
                        : Money.decimals(balance.getCurrency()));
    }

    private static StatementPage page(Connection connection, String path, String cursor) {
        return connection.query(with(path, cursor), "", StatementPage.newBuilder()).build();
    }

    static void printCsv(Connection connection, String path, PrintWriter out) {
        String cursor = "";
        Optional<String> next;
        do {
            HttpResponse<String> page = connection.queryRaw(with(path, cursor));
            out.print(page.body());
            next = page.headers().firstValue(NEXT_CURSOR);
            cursor = next.orElse("");
        } while (next.isPresent());
    }

    private static String with(String path, String cursor) {
        return cursor.isEmpty() ? path : path + "&cursor=" + cursor;
    }

    static void print(PrintWriter out, BalanceAsOf balance) {
        out.printf(
                "balance %s, held %s, available %s, %s%n",
                format(balance, balance.getBalanceMinor()),
                format(balance, balance.getHeldMinor()),
                format(balance, balance.getAvailableMinor()),
                Counted.of(balance.getEntries(), "entry", "entries"));
    }

    static void print(PrintWriter out, EntryPage page) {
        out.printf(ENTRY, "occurred", "amount", "balance", "kind", "transaction");
        page.getEntriesList()
                .forEach(
                        entry ->
                                out.printf(
                                        ENTRY,
                                        Timestamps.toInstant(entry.getOccurredAt()),
                                        Money.formatAmount(
                                                entry.getAmountMinor(),
                                                QueryCommand.decimals(entry)),
                                        Money.format(
                                                entry.getBalanceAfterMinor(),
                                                entry.getCurrency(),
                                                QueryCommand.decimals(entry)),
                                        entry.getKind(),
                                        entry.getTransactionId()));
    }

    static void print(PrintWriter out, HistoryPage page) {
        out.printf(
                "%-27s %8s  %-24s %-7s %-16s %s%n",
                "recorded", "sequence", "change", "status", "by", "reason");
        page.getChangesList()
                .forEach(
                        change ->
                                out.printf(
                                        "%-27s %8d  %-24s %-7s %-16s %s%n",
                                        Timestamps.toInstant(change.getRecordedAt()),
                                        change.getSequence(),
                                        change.getKind(),
                                        change.getStatus(),
                                        change.getBy(),
                                        change.getReason()));
    }

    static void print(PrintWriter out, TransferPage page) {
        out.printf(
                "%-27s %-24s %-16s %18s  %s%n",
                "occurred", "transfer", "kind", "amount", "description");
        page.getTransfersList()
                .forEach(
                        transfer ->
                                out.printf(
                                        "%-27s %-24s %-16s %18s  %s%n",
                                        Timestamps.toInstant(transfer.getOccurredAt()),
                                        transfer.getTransferId(),
                                        transfer.getKind(),
                                        Money.format(
                                                transfer.getAmountMinor(), transfer.getCurrency()),
                                        transfer.getDescription()));
    }
}
