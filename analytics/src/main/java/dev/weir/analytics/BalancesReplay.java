package dev.weir.analytics;

import static org.apache.spark.sql.functions.col;

import dev.weir.contract.views.v1.AccountView;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Replays the balances of all accounts and compares them with what is served.
 *
 * <p>Both sides must stand at one position. The log is read to its end first, which gives a
 * position a book; the query service is asked for the accounts at that position or later. If
 * nothing was written in between, that is all. On a live platform some accounts have moved on
 * meanwhile: the served view of each carries the sequence of its last change, so the log is read
 * once more and such an account is folded up to exactly that sequence. An account that is served at
 * sequence 90 when the log was first read to 80 is thus compared at 90, and one that is served at
 * 70 at 80.
 */
final class BalancesReplay {
    /** The views are behind the log by milliseconds; a Flink job that restarts needs about 10 s. */
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(20);

    private static final Duration ASK_EVERY = Duration.ofMillis(250);

    private static final StructType POSITION =
            new StructType()
                    .add("book", DataTypes.StringType, false)
                    .add("sequence", DataTypes.LongType, false);

    static final StructType SERVED =
            new StructType()
                    .add("book", DataTypes.StringType, false)
                    .add("account", DataTypes.StringType, false)
                    .add("currency", DataTypes.StringType, false)
                    .add("kind", DataTypes.StringType, false)
                    .add("balance_minor", DataTypes.createDecimalType(38, 0), false)
                    .add("held_minor", DataTypes.createDecimalType(38, 0), false)
                    .add("sequence", DataTypes.LongType, false);

    private final SparkSession spark;
    private final EventSource log;
    private final ServedAccounts served;
    private final Pause pause;

    /** Waits between two questions; a test does not wait. */
    interface Pause {
        void pause(Duration duration);
    }

    BalancesReplay(SparkSession spark, EventSource log, ServedAccounts served, Pause pause) {
        this.spark = spark;
        this.log = log;
        this.served = served;
        this.pause = pause;
    }

    /**
     * Throws ReplayFailure if the log is not dense, the views do not catch up, or a part cannot be
     * reached.
     */
    BalancesReport run(Optional<String> book) {
        Bronze.create(spark);
        long eventsNew = Bronze.appendNew(spark, log);
        Dataset<Row> bronze = onlyBook(Bronze.read(spark), book);
        List<Row> books = Bronze.positions(bronze).collectAsList();
        Map<String, Long> positions = Bronze.densePositions(books);
        book.ifPresent(wanted -> checkPresent(wanted, positions));

        List<String> ledgers =
                books.stream()
                        .filter(row -> row.<Long>getAs("account_records") > 0)
                        .map(row -> row.<String>getAs("book"))
                        .sorted()
                        .toList();
        awaitServed(ledgers, positions);
        List<AccountView> views =
                ledgers.stream()
                        .flatMap(each -> served.accounts(each, positions.get(each)).stream())
                        .toList();

        Dataset<Row> atPositions =
                bronze.transform(AccountChanges::extract)
                        .transform(all -> Balances.upToPositions(all, rowsOf(positions)))
                        .transform(Balances::fold)
                        .cache();
        List<AccountView> moved =
                views.stream()
                        .filter(view -> view.getSequence() > positions.get(view.getBook()))
                        .toList();
        Dataset<Row> replayed =
                moved.isEmpty() ? atPositions : replaceMoved(atPositions, rows(moved), book);
        return report(eventsNew, positions, atPositions, replayed, rows(views));
    }

    private Dataset<Row> replaceMoved(
            Dataset<Row> atPositions, Dataset<Row> moved, Optional<String> book) {
        Bronze.appendNew(spark, log);
        Dataset<Row> later =
                onlyBook(Bronze.read(spark), book)
                        .transform(AccountChanges::extract)
                        .transform(all -> Balances.upToOwnEnds(all, moved))
                        .transform(Balances::fold);
        Dataset<Row> unmoved =
                atPositions.join(
                        moved.select("book", "account"),
                        new String[] {"book", "account"},
                        "left_anti");
        return unmoved.unionByName(later);
    }

    private static BalancesReport report(
            long eventsNew,
            Map<String, Long> positions,
            Dataset<Row> atPositions,
            Dataset<Row> replayed,
            Dataset<Row> servedRows) {
        Dataset<Row> pairs = Comparison.pair(replayed, servedRows);
        Row counts = pairs.transform(Comparison::countDifferences).head();
        long different = counts.getAs("different");
        List<BalancesReport.Difference> listed =
                different == 0
                        ? List.of()
                        : pairs
                                .transform(Comparison::keepDifferences)
                                .limit(Comparison.LISTED_MAX)
                                .collectAsList()
                                .stream()
                                .map(BalancesReport.Difference::of)
                                .toList();
        List<BalancesReport.Total> totals =
                atPositions.transform(Balances::totalByCurrency).collectAsList().stream()
                        .map(BalancesReport.Total::of)
                        .toList();
        return new BalancesReport(
                eventsNew,
                positions,
                totals,
                counts.getAs("accounts"),
                different,
                listed,
                replayed);
    }

    private static void checkPresent(String book, Map<String, Long> positions) {
        if (!positions.containsKey(book)) {
            throw ReplayFailure.checkFailed("the log has no book " + book);
        }
    }

    private void awaitServed(List<String> books, Map<String, Long> positions) {
        long asks = SERVED_WITHIN.dividedBy(ASK_EVERY);
        Map<String, Long> behind = Map.of();
        for (long ask = 0; ask < asks; ask++) {
            behind = behind(books, positions, served.progress());
            if (behind.isEmpty()) {
                return;
            }
            pause.pause(ASK_EVERY);
        }
        throw ReplayFailure.checkFailed(
                "the query service is behind the log for %d s: served up to %s, the log is at %s"
                        .formatted(SERVED_WITHIN.toSeconds(), behind, new TreeMap<>(positions)));
    }

    private static Map<String, Long> behind(
            List<String> books, Map<String, Long> positions, Map<String, Long> progress) {
        Map<String, Long> behind = new TreeMap<>();
        for (String book : books) {
            long reached = progress.getOrDefault(book, -1L);
            if (reached < positions.get(book)) {
                behind.put(book, reached);
            }
        }
        return behind;
    }

    private Dataset<Row> rowsOf(Map<String, Long> positions) {
        List<Row> rows = new ArrayList<>();
        positions.forEach((book, sequence) -> rows.add(RowFactory.create(book, sequence)));
        return spark.createDataFrame(rows, POSITION);
    }

    private static Dataset<Row> onlyBook(Dataset<Row> rows, Optional<String> book) {
        return book.map(name -> rows.filter(col("book").equalTo(name))).orElse(rows);
    }

    private Dataset<Row> rows(List<AccountView> views) {
        return spark.createDataFrame(views.stream().map(BalancesReplay::row).toList(), SERVED);
    }

    private static Row row(AccountView view) {
        return RowFactory.create(
                view.getBook(),
                view.getAccountId(),
                view.getCurrency(),
                view.getKind().name(),
                BigDecimal.valueOf(view.getBalanceMinor()),
                BigDecimal.valueOf(view.getHeldMinor()),
                view.getSequence());
    }
}
