package dev.weir.analytics;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** {@code weir replay}: recomputes from the log and compares with what is served. */
public final class ReplayMain {
    private static final int EQUAL = 0;
    private static final int DIFFERENT = 1;

    private ReplayMain() {}

    /**
     * Exit codes: 0 all equal, 1 a difference or failed check, 2 wrong usage, 3 a part is not
     * reachable.
     */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream errors) {
        try {
            ReplayOptions options = ReplayOptions.parse(arguments);
            return replay(options, Settings.of(environment), out);
        } catch (ReplayFailure failure) {
            errors.println("weir replay: " + failure.getMessage());
            return failure.exitCode();
        } catch (IOException e) {
            throw new UncheckedIOException("the Spark session did not close", e);
        }
    }

    private static int replay(ReplayOptions options, Settings settings, PrintStream out)
            throws IOException {
        KafkaEventSource log = new KafkaEventSource(settings.kafka());
        QueryService query = new QueryService(settings.queryUrl(), settings.token());
        // both are asked before Spark starts: a part that is down is told at once
        log.ranges(Map.of());
        if (options.kinds().contains(ReplayOptions.BALANCES)) {
            query.progress();
        }
        try (Lake.Lock lock = Lake.lock(settings.lake());
                SparkSession spark =
                        Lake.configure(SparkSession.builder(), lock.folder())
                                .appName("weir-replay")
                                .getOrCreate()) {
            int worst = EQUAL;
            if (options.kinds().contains(ReplayOptions.BALANCES)) {
                BalancesReplay replay = new BalancesReplay(spark, log, query, ReplayMain::pause);
                worst = show(replay.run(options.book()), options, out);
            }
            if (options.asksForDecisions()) {
                DecisionsReport report =
                        new DecisionsReplay(spark, log, settings.models()).run(options.book());
                worst = Math.max(worst, show(report, options, out));
            }
            return worst;
        }
    }

    static int show(BalancesReport report, ReplayOptions options, PrintStream out) {
        options.out().ifPresent(file -> BalancesCsv.write(report.replayed(), file));
        if (options.json()) {
            ReportPrinter.printJson(report, out);
        } else {
            ReportPrinter.printText(report, out);
        }
        return report.sound() ? EQUAL : DIFFERENT;
    }

    /** Vectors and decisions come of one replay; what was not asked for is not judged. */
    static int show(DecisionsReport report, ReplayOptions options, PrintStream out) {
        int worst = EQUAL;
        for (String what : List.of(ReplayOptions.FEATURES, ReplayOptions.DECISIONS)) {
            if (!options.kinds().contains(what)) {
                continue;
            }
            if (options.json()) {
                DecisionsPrinter.printJson(report, what, out);
            } else {
                DecisionsPrinter.printText(report, what, out);
            }
            worst = report.different(what) == 0 ? worst : DIFFERENT;
        }
        return worst;
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplayFailure.notReachable("interrupted while waiting for the query service", e);
        }
    }
}
