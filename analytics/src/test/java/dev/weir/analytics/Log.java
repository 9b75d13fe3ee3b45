package dev.weir.analytics;

import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.RecordHash;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A log in memory with one partition, in the words of the ledger. Offsets have gaps, as those of
 * transactions have.
 */
final class Log implements EventSource {
    static final StructType KAFKA =
            new StructType()
                    .add("key", DataTypes.BinaryType)
                    .add("value", DataTypes.BinaryType)
                    .add("topic", DataTypes.StringType)
                    .add("partition", DataTypes.IntegerType)
                    .add("offset", DataTypes.LongType)
                    .add("timestamp", DataTypes.TimestampType)
                    .add("timestampType", DataTypes.IntegerType)
                    .add(
                            "headers",
                            DataTypes.createArrayType(
                                    new StructType()
                                            .add("key", DataTypes.StringType)
                                            .add("value", DataTypes.BinaryType)));

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Long> nextSequence = new HashMap<>();

    Log opened(String book, String account, String currency, AccountKind kind) {
        return append(
                book,
                AccountOpened.newBuilder()
                        .setAccountId(account)
                        .setCurrency(currency)
                        .setKind(kind)
                        .build());
    }

    /** Two customers and a clearing account in EUR. */
    Log openedThree(String book) {
        return opened(book, "ann", "EUR", AccountKind.CUSTOMER)
                .opened(book, "bob", "EUR", AccountKind.CUSTOMER)
                .opened(book, "clearing:POS", "EUR", AccountKind.SYSTEM);
    }

    Log moved(String book, String from, String to, long minor) {
        return append(
                book,
                TransferPosted.newBuilder()
                        .setTransferId("t" + rows.size())
                        .addPostings(posting(from, -minor))
                        .addPostings(posting(to, minor))
                        .build());
    }

    Log held(String book, String account, long minor) {
        return append(
                book,
                PaymentRequested.newBuilder()
                        .setHold(
                                HoldChange.newBuilder()
                                        .setAccountId(account)
                                        .setAmountMinor(minor)
                                        .setCurrency("EUR"))
                        .build());
    }

    Log append(String book, Message event) {
        long sequence = nextSequence.merge(book, 1L, Long::sum) - 1;
        return appendAt(book, sequence, event);
    }

    Log appendAt(String book, long sequence, Message event) {
        EventRecord record =
                new EventRecord(
                        book,
                        sequence,
                        book + "-" + sequence,
                        EventTypes.nameOf(event),
                        1_000_000L * sequence,
                        1_000_000L * sequence,
                        "",
                        RecordHash.NONE,
                        1,
                        1,
                        "",
                        "",
                        List.of(),
                        Map.of(),
                        event.toByteArray());
        Row[] headers =
                record.headers().stream()
                        .map(header -> RowFactory.create(header.getKey(), header.getValue()))
                        .toArray(Row[]::new);
        rows.add(
                RowFactory.create(
                        book.getBytes(StandardCharsets.UTF_8),
                        record.value(),
                        "weir.events",
                        0,
                        2L * rows.size(),
                        new Timestamp(sequence),
                        0,
                        headers));
        return this;
    }

    /** The balance that the owner wrote is wrong on purpose: a replay must not look at it. */
    static Posting posting(String account, long minor) {
        return Posting.newBuilder()
                .setAccountId(account)
                .setAmountMinor(minor)
                .setCurrency("EUR")
                .setBalanceAfterMinor(424_242)
                .build();
    }

    Dataset<Row> kafkaRows(SparkSession spark) {
        return spark.createDataFrame(rows, KAFKA);
    }

    @Override
    public Optional<Dataset<Row>> from(SparkSession spark, Map<Integer, Long> nextOffsets) {
        long next = nextOffsets.getOrDefault(0, 0L);
        List<Row> later = rows.stream().filter(row -> row.getLong(4) >= next).toList();
        return later.isEmpty()
                ? Optional.empty()
                : Optional.of(spark.createDataFrame(later, KAFKA));
    }
}
