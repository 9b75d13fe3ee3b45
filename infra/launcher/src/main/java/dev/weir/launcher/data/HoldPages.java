package dev.weir.launcher.data;

import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.HoldView;
import java.io.PrintWriter;

/** Holds, and transfers between books, as {@code weir query} shows them: a line each. */
final class HoldPages {
    private static final String HOLD = "%-27s %-24s %-13s %-12s %16s %16s%n";
    private static final String TRANSFER = "%-27s %-24s %-9s %-16s %-9s %16s  %s%n";

    private HoldPages() {}

    static void print(PrintWriter out, HoldPage page) {
        out.printf(HOLD, "placed", "hold", "status", "account", "held", "amount");
        page.getHoldsList().forEach(hold -> print(out, hold));
    }

    static void print(PrintWriter out, BookTransferPage page) {
        out.printf(
                TRANSFER,
                "started",
                "transfer",
                "direction",
                "other book",
                "status",
                "amount",
                "code");
        page.getTransfersList().forEach(transfer -> print(out, transfer));
    }

    private static void print(PrintWriter out, HoldView hold) {
        out.printf(
                HOLD,
                Timestamps.toInstant(hold.getPlacedAt()),
                hold.getHoldId(),
                hold.getStatus(),
                hold.getAccountId(),
                format(hold, hold.getHeldMinor()),
                format(hold, hold.getAmountMinor()));
    }

    private static String format(HoldView hold, long minor) {
        return Money.format(
                minor,
                hold.getCurrency(),
                hold.hasDecimals() ? hold.getDecimals() : Money.decimals(hold.getCurrency()));
    }

    private static void print(PrintWriter out, BookTransferView transfer) {
        out.printf(
                TRANSFER,
                Timestamps.toInstant(transfer.getStartedAt()),
                transfer.getTransferId(),
                transfer.getDirection(),
                transfer.getOtherBook(),
                transfer.getStatus(),
                transfer.getCurrency().isEmpty()
                        ? ""
                        : Money.format(
                                transfer.getAmountMinor(),
                                transfer.getCurrency(),
                                transfer.hasDecimals()
                                        ? transfer.getDecimals()
                                        : Money.decimals(transfer.getCurrency())),
                transfer.getCode());
    }
}
