package dev.weir.launcher.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.contract.queries.v1.BalanceAsOf;
import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.queries.v1.CasePage;
import dev.weir.contract.queries.v1.CurrencyTotal;
import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.queries.v1.HistoryPage;
import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.TransferPage;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        description = {
            "Ask the query service: accounts, balances, statements, payments, alerts, ...",
            "WHAT is one of: account ID, balance ID, entries ID, statement ID, history ID, accounts,"
                    + " transfers, payments, alerts, cases, holds, book-transfers.",
            "A TIME is ISO 8601; a date alone, 2026-01-31, means the start of that day in UTC."
        })
public final class QueryCommand implements Callable<Integer> {
    enum What {
        account,
        accounts,
        balance,
        entries,
        statement,
        history,
        transfers,
        payments,
        alerts,
        cases,
        holds,
        bookTransfers("book-transfers");

        private final String shown;

        What() {
            this.shown = name();
        }

        What(String shown) {
            this.shown = shown;
        }

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return shown;
        }
    }

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            description = "what is asked for: ${COMPLETION-CANDIDATES}")
    private What what;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "the account, for account, balance, entries, statement and history")
    private String id;

    @Option(names = "--book", required = true, paramLabel = "B", description = "the book")
    private String book;

    @Option(
            names = "--account",
            paramLabel = "ID",
            description = "payments, alerts, cases and holds of this account")
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
            description =
                    "alerts and cases that nobody resolved yet, transfers between books that are"
                            + " under way")
    private boolean open;

    @Option(names = "--from", paramLabel = "TIME", description = "business times from here on")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "business times before this")
    private String to;

    @Option(
            names = "--by",
            paramLabel = "AXIS",
            description = "occurred (the default) or recorded: which time is meant")
    private String by;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "the moment of a balance, included (default: now)")
    private String at;

    @Option(
            names = "--known-at",
            paramLabel = "TIME",
            description = "only what had been recorded by then, included")
    private String knownAt;

    @Option(
            names = "--metadata",
            paramLabel = "KEY:VALUE",
            description = "rows that carry it; up to four times")
    private List<String> metadata = List.of();

    @Option(names = "--csv", description = "a statement as CSV, whole")
    private boolean csv;

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
            if (csv) {
                StatementPages.printCsv(
                        connection, statementPath() + filters(filtersOfStatement()), out);
            } else if (json) {
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
                            + filters("from", from, "to", to, "by", by, "known_at", knownAt);
            case balance ->
                    base
                            + "/accounts/"
                            + requiredId()
                            + "/balance?"
                            + String.join(
                                    "&", given("at", moment(), "by", by, "known_at", knownAt));
            case statement -> statementPath() + filters(filtersOfStatement());
            case history -> base + "/accounts/" + requiredId() + "/history" + filters();
            case transfers ->
                    base + "/transfers" + filters("account", account, "from", from, "to", to);
            case accounts -> base + "/accounts" + filters();
            case payments ->
                    base
                            + "/payments"
                            + filters(
                                    "account", account, "status", status, "channel", channel,
                                    "from", from, "to", to);
            case alerts ->
                    base + "/alerts" + filters("account", account, "open", open ? "true" : null);
            case cases ->
                    base + "/cases" + filters("account", account, "open", open ? "true" : null);
            case holds -> base + "/holds" + filters("account", account, "status", status);
            case bookTransfers ->
                    base + "/interbook-transfers" + filters("open", open ? "true" : null);
        };
    }

    /** Of a balance: now, unless another was asked for. */
    private String moment() {
        return at == null ? clock.instant().toString() : at;
    }

    private String requiredId() {
        if (id == null) {
            throw Failure.wrongUsage(
                    "Say which account: weir query " + what + " ID --book " + book);
        }
        return Connection.encode(id);
    }

    private String statementPath() {
        if (what != What.statement) {
            throw Failure.wrongUsage("Only a statement is given as CSV.");
        }
        return "/v1/books/" + Connection.encode(book) + "/accounts/" + requiredId() + "/statement";
    }

    private String[] filtersOfStatement() {
        return new String[] {
            "from", from, "to", to, "by", by, "known_at", knownAt, "format", csv ? "csv" : null
        };
    }

    private static List<String> given(String... namesAndTexts) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            if (namesAndTexts[i + 1] != null) {
                given.add(namesAndTexts[i] + "=" + Connection.encode(namesAndTexts[i + 1]));
            }
        }
        return given;
    }

    private String filters(String... namesAndTexts) {
        List<String> filters = given(namesAndTexts);
        metadata.forEach(entry -> filters.add("metadata=" + Connection.encode(entry)));
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
                Map<String, Integer> decimals = decimals(page.getAccountsList());
                page.getTotalsList().forEach(total -> printTotal(out, total, decimals));
            }
            case entries ->
                    StatementPages.print(
                            out, ask(connection, path, EntryPage.newBuilder()).build());
            case balance ->
                    StatementPages.print(
                            out, ask(connection, path, BalanceAsOf.newBuilder()).build());
            case statement -> StatementPages.print(connection, path, out);
            case history ->
                    StatementPages.print(
                            out, ask(connection, path, HistoryPage.newBuilder()).build());
            case transfers ->
                    StatementPages.print(
                            out, ask(connection, path, TransferPage.newBuilder()).build());
            case payments ->
                    PaymentPages.print(
                            out, ask(connection, path, PaymentPage.newBuilder()).build());
            case holds ->
                    HoldPages.print(out, ask(connection, path, HoldPage.newBuilder()).build());
            case bookTransfers ->
                    HoldPages.print(
                            out, ask(connection, path, BookTransferPage.newBuilder()).build());
            case cases ->
                    CasePages.print(out, ask(connection, path, CasePage.newBuilder()).build());
            case alerts ->
                    PaymentPages.print(out, ask(connection, path, AlertPage.newBuilder()).build());
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
                                format(one, one.getBalanceMinor()),
                                format(one, one.getHeldMinor()),
                                format(one, one.getAvailableMinor())));
    }

    private static String format(AccountView account, long minor) {
        return Money.format(minor, account.getCurrency(), decimals(account));
    }

    private static int decimals(AccountView account) {
        return account.hasDecimals()
                ? account.getDecimals()
                : Money.decimals(account.getCurrency());
    }

    static int decimals(EntryView entry) {
        return entry.hasDecimals() ? entry.getDecimals() : Money.decimals(entry.getCurrency());
    }

    /** By currency, as far as the accounts of a page tell. */
    private static Map<String, Integer> decimals(List<AccountView> accounts) {
        return accounts.stream()
                .collect(
                        Collectors.toMap(
                                AccountView::getCurrency,
                                QueryCommand::decimals,
                                (one, same) -> one));
    }

    private static void printTotal(
            PrintWriter out, CurrencyTotal total, Map<String, Integer> decimalsKnown) {
        int decimals =
                decimalsKnown.getOrDefault(
                        total.getCurrency(), Money.decimals(total.getCurrency()));
        out.printf(
                "customer accounts %d, total %s; system accounts %d, total %s%n",
                total.getCustomerAccounts(),
                Money.format(total.getCustomerBalanceMinor(), total.getCurrency(), decimals),
                total.getSystemAccounts(),
                Money.format(total.getSystemBalanceMinor(), total.getCurrency(), decimals));
    }

    private static <B extends Message.Builder> B ask(
            Connection connection, String path, B builder) {
        return connection.query(path, "", builder);
    }
}
