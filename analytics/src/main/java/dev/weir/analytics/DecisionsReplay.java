package dev.weir.analytics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.features.FeatureSet;
import dev.weir.features.decide.BookDecider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Decides every payment of the log again and compares each vector and decision with the one that
 * was served and stands in the log. The log is all that is read, and the order of a book's records
 * all that counts.
 *
 * <p>A book is replayed by one thread, books beside each other.
 */
final class DecisionsReplay {
    /** The events that hold a decision. */
    private static final Set<String> SERVING =
            Set.of(
                    EventTypes.nameOf(PaymentApproved.getDefaultInstance()),
                    EventTypes.nameOf(PaymentDeclined.getDefaultInstance()),
                    EventTypes.nameOf(PaymentReferred.getDefaultInstance()),
                    EventTypes.nameOf(LateDecisionRecorded.getDefaultInstance()));

    private static final Set<String> READ =
            EventTypes.names().stream()
                    .filter(type -> BookDecider.reads(type) || SERVING.contains(type))
                    .collect(Collectors.toUnmodifiableSet());

    private final SparkSession spark;
    private final EventSource log;
    private final Path models;

    /**
     * @param models folder of the model store; it need not be there
     */
    DecisionsReplay(SparkSession spark, EventSource log, Path models) {
        this.spark = spark;
        this.log = log;
        this.models = models;
    }

    /** Throws ReplayFailure if the log is not dense or has no such book. */
    DecisionsReport run(Optional<String> book) {
        Bronze.create(spark);
        long eventsNew = Bronze.appendNew(spark, log);
        Dataset<Row> all = Bronze.read(spark);
        Dataset<Row> books =
                all.filter(col("book").notEqual(Topics.CONTROL_BOOK))
                        .transform(
                                rows ->
                                        book.map(name -> rows.filter(col("book").equalTo(name)))
                                                .orElse(rows));
        Map<String, Long> positions =
                Bronze.densePositions(Bronze.positions(books).collectAsList());
        if (book.isPresent() && positions.isEmpty()) {
            throw ReplayFailure.checkFailed("the log has no book " + book.get());
        }
        Dataset<Row> served = served(books).cache();
        BookReplays replays = new BookReplays(control(all), featureSets(served), models);
        List<Row> found =
                events(books)
                        .union(served)
                        .repartition(col("book"))
                        .sortWithinPartitions("book", "sequence", "place", "event_sequence")
                        .mapPartitions(replays, Encoders.row(BookReplays.OUTPUT))
                        .collectAsList();
        served.unpersist();
        return report(eventsNew, positions, found);
    }

    private static List<BookReplay.ControlEvent> control(Dataset<Row> bronze) {
        return bronze
                .filter(col("book").equalTo(Topics.CONTROL_BOOK))
                .select("sequence", "type", "value")
                .orderBy("sequence")
                .collectAsList()
                .stream()
                .map(
                        row ->
                                new BookReplay.ControlEvent(
                                        row.getLong(0), row.getString(1), row.<byte[]>getAs(2)))
                .toList();
    }

    private static Dataset<Row> events(Dataset<Row> books) {
        return books.filter(col("type").isin(READ.toArray()))
                .select(
                        col("book"),
                        col("sequence"),
                        lit(BookReplays.EVENT).as("place"),
                        col("sequence").as("event_sequence"),
                        col("type"),
                        Bronze.header(EventHeaders.OCCURRED_AT).as("occurred"),
                        col("value"));
    }

    /** Under the sequence of its payment, with the feature set in the place of the type. */
    private static Dataset<Row> served(Dataset<Row> books) {
        return books.filter(col("type").isin(SERVING.toArray()))
                .select("book", "sequence", "type", "value")
                .flatMap(
                        (FlatMapFunction<Row, Row>)
                                row ->
                                        servedIn(
                                                        EventTypes.parse(
                                                                row.getString(2),
                                                                row.<byte[]>getAs(3)))
                                                .map(
                                                        decision ->
                                                                servedRow(
                                                                        row.getString(0),
                                                                        row.getLong(1),
                                                                        decision))
                                                .stream()
                                                .iterator(),
                        Encoders.row(BookReplays.INPUT));
    }

    /** A diverging one is left out: it was not served, only counted. */
    private static Optional<Decision> servedIn(Message event) {
        return switch (event) {
            case PaymentApproved e when e.hasDecision() -> Optional.of(e.getDecision());
            case PaymentDeclined e when e.hasDecision() -> Optional.of(e.getDecision());
            case PaymentReferred e when e.hasDecision() -> Optional.of(e.getDecision());
            case LateDecisionRecorded e when !e.getDiverges() -> Optional.of(e.getDecision());
            default -> Optional.empty();
        };
    }

    private static Row servedRow(String book, long eventSequence, Decision decision) {
        return RowFactory.create(
                book,
                decision.getPaymentSequence(),
                BookReplays.SERVED,
                eventSequence,
                decision.getFeatures().getFeatureSet(),
                null,
                decision.toByteArray());
    }

    /** Those that decisions name; the one that is computed today if there are none. */
    private static List<String> featureSets(Dataset<Row> served) {
        List<String> named =
                served.select("type").distinct().collectAsList().stream()
                        .map(row -> row.getString(0))
                        .sorted()
                        .toList();
        for (String set : named) {
            try {
                FeatureSet.of(set);
            } catch (IllegalArgumentException e) {
                throw ReplayFailure.checkFailed(
                        "decisions were served by the feature set "
                                + set
                                + ", which this build does not know");
            }
        }
        return named.isEmpty() ? List.of(FeatureSet.payments2().id()) : named;
    }

    private static DecisionsReport report(
            long eventsNew, Map<String, Long> positions, List<Row> found) {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        List<DecisionsReport.Difference> differences = new ArrayList<>();
        for (Row row : found) {
            String book = row.getAs("book");
            String what = row.getAs("what");
            String name = row.getAs("name");
            if (what.equals(BookReplays.COUNT)) {
                counts.computeIfAbsent(book, key -> new TreeMap<>())
                        .put(name, row.<Long>getAs("count"));
            } else {
                differences.add(
                        new DecisionsReport.Difference(what, book, name, row.getAs("text")));
            }
        }
        differences.sort(
                Comparator.comparing(DecisionsReport.Difference::book)
                        .thenComparing(DecisionsReport.Difference::payment));
        return new DecisionsReport(eventsNew, positions, counts, differences);
    }
}
