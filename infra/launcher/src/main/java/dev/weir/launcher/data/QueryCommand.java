package dev.weir.launcher.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.queries.v1.CurrencyTotal;
import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.PaymentTotal;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir query WHAT}: the query API from the shell. */
@Command(
        name = "query",
        description =
                "Ask the query service: account ID, accounts, entries ID, payments, alerts, holds,"
                        + " transfers (between books).")
public final class QueryCommand implements Callable<Integer> {
    enum What {
        account,
        accounts,
        entries,
        payments,
        alerts,
        holds,
        transfers
    }

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            description = "account, accounts, entries, payments, alerts, holds or transfers")
    private What what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "the account, for account and entries")
    private String id;

    @Option(names = "--book", required = true, paramLabel = "B", description = "the book")
    private String book;

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "payments, alerts and holds of this account")
    private String account;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description =
                    "payments of this status: PENDING, CAPTURED, DECLINED, ...; holds: HOLD_OPEN, ...")
    private String status;

    @Option(
            names = "--channel",
            paramLabel = "CHANNEL",
            description = "payments of this channel: ATM, POS, ONLINE")
    private String channel;

    @Option(
            names = "--open",
            description = "alerts that nobody resolved yet, transfers that are under way")
    private boolean open;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "business times from here on, ISO 8601")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "business times before this, ISO 8601")
    private String to;

    @Option(
            names = "--limit",
            defaultValue = "100",
            paramLabel = "N",
            description = "rows (default: 100, at most 1,000)")
    private int limit;

    @Option(
            names = "--totals",
            description = "sums over all rows of the filter, for accounts and payments")
    private boolean totals;

    @Option(names = "--json", description = "the answer of the API as it came")
    private boolean json;

    public QueryCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = Connection.to(data.path(), clock, "query")) {
            String path = path();
            if (json) {
                JsonNode answer = Json.MAPPER.readTree(connection.queryJson(path));
                out.println(
                        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            } else {
                print(connection, path, out);
            }
        }
        out.flush();
        return ExitCode.DONE;
    }

    private String path() {
        String base = "/v1/books/" + Connection.encode(book);
        return switch (what) {
            case account -> base + "/accounts/" + requiredId();
            case entries ->
                    base
                            + "/accounts/"
                            + requiredId()
                            + "/entries"
                            + filters("from", from, "to", to);
            case accounts -> base + "/accounts" + filters();
            case payments ->
                    base
                            + "/payments"
                            + filters(
                                    "account", account, "status", status, "channel", channel,
                                    "from", from, "to", to);
            case alerts ->
                    base + "/alerts" + filters("account", account, "open", open ? "true" : null);
            case holds -> base + "/holds" + filters("account", account, "status", status);
            case transfers -> base + "/interbook-transfers" + filters("open", open ? "true" : null);
        };
    }

    private String requiredId() {
        if (id == null) {
            throw Failure.wrongUsage(
                    "Say which account: weir query " + what + " ID --book " + book);
        }
        return Connection.encode(id);
    }

    private String filters(String... namesAndTexts) {
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            if (namesAndTexts[i + 1] != null) {
                filters.add(namesAndTexts[i] + "=" + Connection.encode(namesAndTexts[i + 1]));
            }
        }
        filters.add("limit=" + limit);
        if (totals) {
            filters.add("totals=true");
        }
        return "?" + String.join("&", filters);
    }

    private void print(Connection connection, String path, PrintWriter out) {
        switch (what) {
            case account ->
                    printAccounts(
                            out, List.of(ask(connection, path, AccountView.newBuilder()).build()));
            case accounts -> {
                AccountPage page = ask(connection, path, AccountPage.newBuilder()).build();
                printAccounts(out, page.getAccountsList());
                page.getTotalsList().forEach(total -> printTotal(out, total));
            }
            case entries ->
                    ask(connection, path, EntryPage.newBuilder())
                            .build()
                            .getEntriesList()
                            .forEach(
                                    entry ->
                                            out.printf(
                                                    "%-27s %16s %18s  %-16s %s%n",
                                                    Timestamps.toInstant(entry.getOccurredAt()),
                                                    Money.formatAmount(
                                                            entry.getAmountMinor(),
                                                            entry.getCurrency()),
                                                    Money.format(
                                                            entry.getBalanceAfterMinor(),
                                                            entry.getCurrency()),
                                                    entry.getKind(),
                                                    entry.getTransactionId()));
            case payments -> {
                PaymentPage page = ask(connection, path, PaymentPage.newBuilder()).build();
                page.getPaymentsList()
                        .forEach(
                                payment ->
                                        out.printf(
                                                "%-27s %-24s %-18s %-7s %-12s %16s  %s%n",
                                                Timestamps.toInstant(payment.getOccurredAt()),
                                                payment.getPaymentId(),
                                                payment.getStatus(),
                                                payment.getDetails().getChannel(),
                                                payment.getDetails().getAccountId(),
                                                Money.format(
                                                        payment.getDetails().getAmountMinor(),
                                                        payment.getDetails().getCurrency()),
                                                codes(payment.getReasonsList())));
                page.getTotalsList().forEach(total -> printTotal(out, total));
            }
            case holds ->
                    ask(connection, path, HoldPage.newBuilder())
                            .build()
                            .getHoldsList()
                            .forEach(hold -> printHold(out, hold));
            case transfers ->
                    ask(connection, path, BookTransferPage.newBuilder())
                            .build()
                            .getTransfersList()
                            .forEach(transfer -> printTransfer(out, transfer));
            case alerts ->
                    ask(connection, path, AlertPage.newBuilder())
                            .build()
                            .getAlertsList()
                            .forEach(
                                    alert ->
                                            out.printf(
                                                    "%-27s %-24s %-9s %-12s %16s  %-10s %s%n",
                                                    Timestamps.toInstant(alert.getRaisedAt()),
                                                    alert.getAlertId(),
                                                    alert.getOutcome(),
                                                    alert.getAccountId(),
                                                    Money.format(
                                                            alert.getAmountMinor(),
                                                            alert.getCurrency()),
                                                    alert.getResolved()
                                                            ? alert.getVerdict()
                                                            : "open",
                                                    codes(alert.getReasonsList())));
        }
    }

    private static void printAccounts(PrintWriter out, List<AccountView> accounts) {
        out.printf(
                "%-24s %-8s %-7s %20s %20s %20s%n",
                "account", "kind", "status", "balance", "held", "available");
        accounts.forEach(
                one ->
                        out.printf(
                                "%-24s %-8s %-7s %20s %20s %20s%n",
                                one.getAccountId(),
                                one.getKind(),
                                one.getStatus(),
                                Money.format(one.getBalanceMinor(), one.getCurrency()),
                                Money.format(one.getHeldMinor(), one.getCurrency()),
                                Money.format(one.getAvailableMinor(), one.getCurrency())));
    }

    private static void printHold(PrintWriter out, HoldView hold) {
        out.printf(
                "%-27s %-24s %-13s %-12s held %16s of %s%n",
                Timestamps.toInstant(hold.getPlacedAt()),
                hold.getHoldId(),
                hold.getStatus(),
                hold.getAccountId(),
                Money.format(hold.getHeldMinor(), hold.getCurrency()),
                Money.format(hold.getAmountMinor(), hold.getCurrency()));
    }

    private static void printTransfer(PrintWriter out, BookTransferView transfer) {
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

    private static void printTotal(PrintWriter out, CurrencyTotal total) {
        out.printf(
                "customer accounts %d, total %s; system accounts %d, total %s%n",
                total.getCustomerAccounts(),
                Money.format(total.getCustomerBalanceMinor(), total.getCurrency()),
                total.getSystemAccounts(),
                Money.format(total.getSystemBalanceMinor(), total.getCurrency()));
    }

    private static void printTotal(PrintWriter out, PaymentTotal total) {
        out.printf(
                "%-18s %8d payments, %s, %d by fallback%n",
                total.getStatus(),
                total.getPayments(),
                Money.format(total.getAmountMinor(), total.getCurrency()),
                total.getFallbacks());
    }

    private static String codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::getCode).collect(Collectors.joining(","));
    }

    private static <B extends Message.Builder> B ask(
            Connection connection, String path, B builder) {
        return connection.query(path, "", builder);
    }
}
