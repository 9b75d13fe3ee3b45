package dev.weir.analytics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.weir.contract.log.EventHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.types.DataTypes;

/**
 * The lake's copy of {@code weir.events}: append-only, byte for byte, with book, sequence and type
 * beside the bytes so that a query need not decode them. A record that lacks one of the three is
 * kept with a null: bronze never loses what the log has.
 *
 * <p>The table is its own position: what comes next of a partition is its largest offset plus one,
 * and an append is one commit. So a crash before the commit has written nothing, and a second run
 * after it appends nothing.
 */
final class Bronze {
    static final String TABLE = Lake.CATALOG + ".bronze.events";

    private static final String COLUMNS =
            """
            partition INT NOT NULL COMMENT 'partition of weir.events',
            offset BIGINT NOT NULL COMMENT 'offset in the partition',
            key BINARY COMMENT 'key of the record',
            value BINARY COMMENT 'value of the record',
            headers ARRAY<STRUCT<key: STRING, value: BINARY>> COMMENT 'headers in record order',
            timestamp TIMESTAMP COMMENT 'time of the broker',
            book STRING COMMENT 'the key as text',
            sequence BIGINT COMMENT 'header ce_seq: dense number in the book, from 0',
            type STRING COMMENT 'header ce_type: full name of the message in the value'
            """;

    private Bronze() {}

    /** Creates the table if it is absent. */
    static void create(SparkSession spark) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + Lake.CATALOG + ".bronze");
        spark.sql(
                "CREATE TABLE IF NOT EXISTS "
                        + TABLE
                        + " ("
                        + COLUMNS
                        + ") USING iceberg TBLPROPERTIES ('write.distribution-mode'='none')");
    }

    /** The whole table. */
    static Dataset<Row> read(SparkSession spark) {
        return spark.table(TABLE);
    }

    /**
     * Partition to the first offset that the table does not have; a partition that it has nothing
     * of is absent.
     */
    static Map<Integer, Long> nextOffsets(Dataset<Row> bronze) {
        Map<Integer, Long> next = new HashMap<>();
        for (Row row :
                bronze.groupBy("partition").agg(max("offset").as("offset")).collectAsList()) {
            next.put(row.getInt(0), row.getLong(1) + 1);
        }
        return next;
    }

    /** From the columns of Spark's Kafka source to those of the table. */
    static Dataset<Row> parseRecords(Dataset<Row> kafka) {
        return kafka.select(
                col("partition"),
                col("offset"),
                col("key"),
                col("value"),
                col("headers"),
                col("timestamp"),
                col("key").cast(DataTypes.StringType).as("book"),
                header(EventHeaders.SEQUENCE).try_cast(DataTypes.LongType).as("sequence"),
                header(EventHeaders.TYPE).as("type"));
    }

    /** Appends rows of the table's columns in one commit. */
    static void append(Dataset<Row> records) {
        try {
            records.writeTo(TABLE).append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException(TABLE + " must be created before it is appended to", e);
        }
    }

    /**
     * One row a book: book, last sequence, number of records, and how many of them change accounts;
     * records without a book are left out.
     */
    static Dataset<Row> positions(Dataset<Row> bronze) {
        return bronze.filter(col("book").isNotNull())
                .groupBy("book")
                .agg(
                        max("sequence").as("sequence"),
                        count(lit(1)).as("records"),
                        count_if(col("type").isin(AccountChanges.TYPES.toArray()))
                                .as("account_records"));
    }

    /** Appends what the log has and the table does not; the number of records. */
    static long appendNew(SparkSession spark, EventSource log) {
        long before = size(spark);
        log.from(spark, nextOffsets(read(spark)))
                .map(records -> records.transform(Bronze::parseRecords))
                .ifPresent(Bronze::append);
        return size(spark) - before;
    }

    /**
     * Book to last sequence, of rows of {@link #positions}; a book with n records must end at n -
     * 1, or records are missing or doubled.
     */
    static Map<String, Long> densePositions(List<Row> rows) {
        Map<String, Long> positions = new TreeMap<>();
        for (Row row : rows) {
            String book = row.getAs("book");
            long records = row.<Long>getAs("records");
            Long sequence = row.getAs("sequence");
            if (sequence == null || sequence != records - 1) {
                throw ReplayFailure.checkFailed(
                        "book %s has %d records and ends at sequence %s: it is not dense"
                                .formatted(book, records, sequence));
            }
            positions.put(book, sequence);
        }
        return positions;
    }

    /** Records in the table, from its newest snapshot: nothing is read. */
    static long size(SparkSession spark) {
        try {
            Snapshot snapshot = Spark3Util.loadIcebergTable(spark, TABLE).currentSnapshot();
            return snapshot == null
                    ? 0
                    : Long.parseLong(snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP));
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException(TABLE + " must be created before it is read", e);
        }
    }

    /** The text of a header; null where the record has none of that name. */
    static Column header(String name) {
        return expr(
                "cast(get(filter(headers, header -> header.key = '%s'), 0).value as string)"
                        .formatted(name));
    }
}
