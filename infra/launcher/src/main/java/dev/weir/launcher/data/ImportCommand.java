package dev.weir.launcher.data;

import dev.weir.launcher.Counted;
import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir import KIND FILE}: a file through the real command path. */
@Command(
        name = "import",
        description = {
            "Send a CSV or NDJSON file (gzipped or not) through the command path.",
            "What is refused goes to FILE.refused.csv, in the file's order and with its columns (of NDJSON: the mapped ones), behind them"
                    + " row, code and reason: mended, it is imported with the same --map.",
            "A file that was imported before changes nothing; one that was interrupted goes on."
        },
        customSynopsis = {
            "weir import KIND FILE --book=B --map=FIELD=COLUMN[,FIELD=COLUMN...]",
            "                   [--set=FIELD=TEXT[,FIELD=TEXT...]] [OPTION...]"
        },
        footer = {
            "Fields of --map and --set, the required ones first:",
            "  accounts    id; balance, currency, customer, overdraft, time (of the opening",
            "              balance)",
            "  transfers   from, to, amount; time, id, currency, description",
            "  payments    time, account, amount; id, terminal, channel, merchant, card,",
            "              device, lat, lon, fraud, currency, customer, ip, country,",
            "              counterparty, session",
            "Times are ISO 8601, seconds since 1970, or steps of --time-step; amounts are",
            "decimal, as 12.50."
        })
public final class ImportCommand implements Callable<Integer> {
    private static final String CURRENCY_OTHERWISE = "USD";
    private static final int SOURCE_DIGITS = 16;
    private static final Duration VIEWS_PATIENCE = Duration.ofSeconds(60);
    private static final long VIEWS_PAUSE_MILLIS = 200;

    enum Kind {
        accounts,
        transfers,
        payments
    }

    enum BalancePolicy {
        refuse,
        overdraft
    }

    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Parameters(index = "0", paramLabel = "KIND", description = "accounts, transfers or payments")
    private Kind kind;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "CSV with a header line, or one JSON object a line; .gz too")
    private Path file;

    @Option(
            names = "--book",
            required = true,
            paramLabel = "B",
            description = "the book; it is opened when it is absent")
    private String book;

    @Option(
            names = "--map",
            split = ",",
            required = true,
            paramLabel = "FIELD=COLUMN",
            description = "the column that each field stands in")
    private Map<String, String> columns = new LinkedHashMap<>();

    @Option(
            names = "--set",
            split = ",",
            paramLabel = "FIELD=TEXT",
            description = "a constant for a field that the file lacks")
    private Map<String, String> constants = new LinkedHashMap<>();

    @Option(
            names = "--balance-policy",
            defaultValue = "refuse",
            paramLabel = "POLICY",
            description =
                    "accounts: overdraft lets balances go below zero without bound (default: refuse)")
    private BalancePolicy balancePolicy;

    @Option(
            names = "--time-step",
            paramLabel = "LENGTH",
            description = "times are steps of this length: 1d, 12h, 5m, 30s")
    private String timeStep;

    @Option(
            names = "--time-start",
            paramLabel = "TIME",
            defaultValue = "1970-01-01T00:00:00Z",
            description = "time of step 0 (default: 1970-01-01T00:00:00Z)")
    private Instant timeStart;

    @Option(
            names = "--source",
            paramLabel = "S",
            description =
                    "what ids of rows without one begin with (default: the content's fingerprint)")
    private String source;

    @Option(
            names = "--label-delay",
            defaultValue = "7d",
            paramLabel = "LENGTH",
            description = "payments: after this time a fraud becomes known (default: 7d)")
    private String labelDelay;

    @Option(
            names = "--decide",
            description = "payments: send each through the decide job, without a deadline")
    private boolean decide;

    public ImportCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw Failure.wrongUsage("There is no file " + file + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = Connection.to(data.path(), clock, "import")) {
            String fingerprint = RowReader.fingerprint(file);
            RowCommands commands = rowCommands(connection, fingerprint);
            Mapping mapping = Mapping.of(columns, constants, commands.required(), commands.known());
            connection.ensureBook(book);
            Path progressFile =
                    data.path().resolve("imports").resolve(runName(fingerprint) + ".json");
            Path refusedFile = RefusedRows.beside(file);
            boolean resumes = Files.exists(progressFile);
            if (resumes) {
                out.println("Goes on behind row " + ImportProgress.read(progressFile).rows() + ".");
            }
            ProgressLine line =
                    new ProgressLine(spec.commandLine().getErr(), clock, System.console() != null);
            Instant begun = clock.instant();
            ImportProgress done;
            String position;
            try (RefusedRows refused = new RefusedRows(refusedFile, resumes);
                    Importer importer =
                            new Importer(connection, book, commands, refused, progressFile, line)) {
                done = importer.run(file, mapping);
                position = importer.position();
            }
            line.end();
            Duration took = Duration.between(begun, clock.instant());
            awaitViews(connection, position);
            report(out, connection, done, took, refusedFile);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(e.getMessage());
        }
        return ExitCode.DONE;
    }

    /** Who asks next shall see what was imported. */
    private void awaitViews(Connection connection, String position) throws InterruptedException {
        Instant end = clock.instant().plus(VIEWS_PATIENCE);
        try {
            while (!position.isEmpty() && !connection.shows(book, position)) {
                if (clock.instant().isAfter(end)) {
                    spec.commandLine()
                            .getErr()
                            .println(
                                    "Everything is in the log; the query service does not show all"
                                            + " of it yet (see `weir status`).");
                    return;
                }
                Thread.sleep(VIEWS_PAUSE_MILLIS);
            }
        } catch (Failure e) {
            spec.commandLine().getErr().println("Everything is in the log; " + e.getMessage());
        }
    }

    private void report(
            PrintWriter out,
            Connection connection,
            ImportProgress done,
            Duration took,
            Path refusedFile)
            throws InterruptedException {
        out.println(
                String.format(
                        "%s in %.1f s", Counted.of(done.rows(), "row"), took.toMillis() / 1000.0));
        if (done.repeated() > 0) {
            out.println(
                    done.imported()
                            - done.repeated()
                            + " new; "
                            + done.repeated()
                            + " of them stood in the book already, nothing was written for these");
        }
        if (kind == Kind.payments && decide) {
            out.println(
                    new DecisionWait(connection, book, clock).untilNonePends()
                            + " payments decided");
        }
        out.println(
                done.imported()
                        + " imported, "
                        + done.refused()
                        + " refused"
                        + (done.refused() > 0 ? " (" + refusedFile + ")" : ""));
        out.flush();
    }

    private RowCommands rowCommands(Connection connection, String fingerprint) {
        RowTimes times =
                new RowTimes(Optional.ofNullable(timeStep).map(RowTimes::length), timeStart);
        String ids = source == null ? fingerprint.substring(0, SOURCE_DIGITS) : source;
        String currency =
                columns.containsKey("currency") || constants.containsKey("currency")
                        ? constants.getOrDefault("currency", CURRENCY_OTHERWISE)
                        : currencyOf(connection);
        return switch (kind) {
            case accounts ->
                    new AccountRows(currency, balancePolicy == BalancePolicy.overdraft, times);
            case transfers -> new TransferRows(ids, currency, times);
            case payments ->
                    new PaymentRows(ids, currency, times, RowTimes.length(labelDelay), decide);
        };
    }

    /**
     * The book's currency where it has exactly one, so that a file of transfers need not say it.
     */
    private String currencyOf(Connection connection) {
        Optional<String> only =
                kind == Kind.transfers
                        ? BookTotals.onlyCurrency(connection, book)
                        : Optional.empty();
        return only.orElseGet(
                () -> {
                    spec.commandLine()
                            .getErr()
                            .println(
                                    "No currency is given: taken as "
                                            + CURRENCY_OTHERWISE
                                            + " (--set currency=... says otherwise).");
                    return CURRENCY_OTHERWISE;
                });
    }

    private String runName(String fingerprint) {
        String options =
                String.join(
                        "|",
                        book,
                        kind.name(),
                        columns.toString(),
                        constants.toString(),
                        String.valueOf(timeStep),
                        timeStart.toString(),
                        String.valueOf(source),
                        labelDelay,
                        "" + decide,
                        balancePolicy.name());
        return fingerprint.substring(0, SOURCE_DIGITS)
                + "-"
                + Integer.toHexString(options.hashCode());
    }
}
