package dev.weir.launcher.data;

import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.HoldView;
import java.io.PrintWriter;

/** Holds, and transfers between books, as {@code weir query} shows them: a line each. */
final class HoldPages {
    private HoldPages() {}

    static void print(PrintWriter out, HoldPage page) {
        page.getHoldsList().forEach(hold -> print(out, hold));
    }

    static void print(PrintWriter out, BookTransferPage page) {
        page.getTransfersList().forEach(transfer -> print(out, transfer));
    }

    private static void print(PrintWriter out, HoldView hold) {
        out.printf(
                "%-27s %-24s %-13s %-12s held %16s of %s%n",
                Timestamps.toInstant(hold.getPlacedAt()),
                hold.getHoldId(),
                hold.getStatus(),
                hold.getAccountId(),
                Money.format(hold.getHeldMinor(), hold.getCurrency()),
                Money.format(hold.getAmountMinor(), hold.getCurrency()));
    }

    private static void print(PrintWriter out, BookTransferView transfer) {
        out.printf(
                "%-27s %-24s %-8s %-16s %-9s %16s  %s%n",
                Timestamps.toInstant(transfer.getStartedAt()),
                transfer.getTransferId(),
                transfer.getDirection(),
                transfer.getOtherBook(),
                transfer.getStatus(),
                transfer.getCurrency().isEmpty()
                        ? ""
                        : Money.format(transfer.getAmountMinor(), transfer.getCurrency()),
                transfer.getCode());
    }
}
