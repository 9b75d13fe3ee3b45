package dev.weir.analytics;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.LateDecisionRecorded;
import dev.weir.contract.payments.v1.LateStep;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentReferred;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.StoredModels;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.FolderModelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Replays whole books that lie one behind the other, each in the order of its log. In front of a
 * payment stand the decisions that were served for it, as the position of the control book that
 * they name is the one to decide by.
 */
final class BookReplays implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    /** What stands in the column {@code what}. */
    static final String FEATURES = "features";

    static final String DECISIONS = "decisions";
    static final String COUNT = "count";

    /** Rows that come in, sorted by book, sequence, place and event_sequence. */
    static final StructType INPUT =
            new StructType()
                    .add("book", DataTypes.StringType, false)
                    .add("sequence", DataTypes.LongType, false)
                    .add("place", DataTypes.IntegerType, false)
                    .add("event_sequence", DataTypes.LongType, false)
                    .add("type", DataTypes.StringType, true)
                    .add("occurred", DataTypes.StringType, true)
                    .add("value", DataTypes.BinaryType, true);

    /** A served decision, under the sequence of its payment. */
    static final int SERVED = 0;

    static final int EVENT = 1;

    /** Rows that go out: differences by payment, and counts by their name. */
    static final StructType OUTPUT =
            new StructType()
                    .add("book", DataTypes.StringType, false)
                    .add("what", DataTypes.StringType, false)
                    .add("name", DataTypes.StringType, false)
                    .add("text", DataTypes.StringType, true)
                    .add("count", DataTypes.LongType, false);

    private final ArrayList<BookReplay.ControlEvent> control;
    private final ArrayList<String> featureSets;
    private final String models;
    private transient Map<String, ControlHistory> histories;

    /**
     * @param control the control book in order
     * @param featureSets ids of the sets that served decisions name
     * @param models folder of the model store; those that come with the platform are always known
     */
    BookReplays(List<BookReplay.ControlEvent> control, List<String> featureSets, Path models) {
        this.control = new ArrayList<>(control);
        this.featureSets = new ArrayList<>(featureSets);
        this.models = models.toString();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws InvalidProtocolBufferException {
        List<Row> found = new ArrayList<>();
        OneBook current = null;
        while (rows.hasNext()) {
            Row row = rows.next();
            String book = row.getString(0);
            if (current == null || !current.book.equals(book)) {
                if (current != null) {
                    current.end(found);
                }
                current = new OneBook(book);
            }
            current.take(row);
        }
        if (current != null) {
            current.end(found);
        }
        return found.iterator();
    }

    private ControlHistory history(FeatureSet set) {
        if (histories == null) {
            histories = new HashMap<>();
        }
        return histories.computeIfAbsent(
                set.id(),
                id ->
                        BookReplay.history(
                                set,
                                new StoredModels(
                                        new FolderModelStore(Path.of(models))
                                                .orElse(new BundledModelStore()),
                                        set,
                                        // decide leaves it out too; a difference would tell
                                        refusal -> {}),
                                control));
    }

    private final class OneBook {
        private final String book;
        private final Map<String, BookReplay> replays = new LinkedHashMap<>();
        private final Map<String, Long> counts = new TreeMap<>();
        private final List<Row> differences = new ArrayList<>();
        private final List<Decision> served = new ArrayList<>();
        private long servedSequence = -1;

        OneBook(String book) {
            this.book = book;
            for (String id : featureSets) {
                FeatureSet set = FeatureSet.of(id);
                replays.put(id, new BookReplay(book, set, history(set)));
            }
        }

        void take(Row row) throws InvalidProtocolBufferException {
            long sequence = row.getLong(1);
            if (sequence != servedSequence) {
                strayDecisions();
                servedSequence = sequence;
            }
            if (row.getInt(2) == SERVED) {
                served.add(Decision.parseFrom(row.<byte[]>getAs(6)));
                return;
            }
            String type = row.getString(4);
            Message event = EventTypes.parse(type, row.<byte[]>getAs(6));
            long occurred = Micros.parse(row.getString(5));
            if (event instanceof PaymentRequested payment) {
                payment(payment, sequence, occurred);
                served.clear();
                return;
            }
            tally(event);
            if (BookDecider.reads(type)) {
                replays.values().forEach(replay -> replay.learn(event, occurred));
            }
        }

        /** Decisions whose payment is not where they say. */
        private void strayDecisions() {
            for (Decision stray : served) {
                count("served", 1);
                differ(FEATURES, stray.getPaymentId(), "no payment stands where it says");
                differ(DECISIONS, stray.getPaymentId(), "no payment stands where it says");
            }
            served.clear();
        }

        private void payment(PaymentRequested payment, long sequence, long occurred) {
            boolean decided = BookReplay.isDecided(payment);
            count(decided ? "payments" : "history", 1);
            if (decided && served.isEmpty()) {
                count("without a decision of the job", 1);
            }
            long stamped = payment.getControlSeq();
            long position = served.isEmpty() ? stamped : served.getFirst().getControlSeq();
            if (position < stamped) {
                count("decided behind the control book", 1);
            }
            Map<String, Decision> replayed = new HashMap<>();
            replays.forEach(
                    (set, replay) ->
                            replayed.put(
                                    set, replay.decide(payment, sequence, occurred, position)));
            for (Decision one : served) {
                count("served", 1);
                compare(replayed.get(one.getFeatures().getFeatureSet()), one, stamped);
            }
        }

        private void compare(Decision replayed, Decision one, long stamped) {
            if (!replayed.getFeatures().equals(one.getFeatures())) {
                differ(
                        FEATURES,
                        one.getPaymentId(),
                        DecisionDifference.ofVectors(replayed.getFeatures(), one.getFeatures()));
            }
            if (!replayed.equals(one)) {
                differ(
                        DECISIONS,
                        one.getPaymentId(),
                        DecisionDifference.ofDecisions(replayed, one));
            } else if (one.getControlSeq() > stamped) {
                differ(
                        DECISIONS,
                        one.getPaymentId(),
                        "decided by control position %d, stamped %d"
                                .formatted(one.getControlSeq(), stamped));
            }
        }

        private void tally(Message event) {
            switch (event) {
                case PaymentApproved e -> tally(e.getBasis(), e.getLateStep());
                case PaymentDeclined e -> tally(e.getBasis(), e.getLateStep());
                case PaymentReferred e -> tally(e.getBasis(), e.getLateStep());
                case LateDecisionRecorded e ->
                        count(e.getDiverges() ? "divergences" : "late decisions", 1);
                default -> {
                    // says nothing of how a payment was decided
                }
            }
        }

        private void tally(DecisionBasis basis, LateStep lateStep) {
            if (basis == DecisionBasis.DECIDE_JOB) {
                count("in time", 1);
            } else if (basis == DecisionBasis.FALLBACK) {
                count("blind, late was " + lateStep, 1);
            }
        }

        private void count(String name, long more) {
            counts.merge(name, more, Long::sum);
        }

        private void differ(String what, String payment, String text) {
            long before = counts.merge("different " + what, 1L, Long::sum) - 1;
            if (before < Comparison.LISTED_MAX) {
                differences.add(RowFactory.create(book, what, payment, text, 1L));
            }
        }

        void end(List<Row> found) {
            strayDecisions();
            found.addAll(differences);
            counts.forEach(
                    (name, count) -> found.add(RowFactory.create(book, COUNT, name, null, count)));
        }
    }
}
