package dev.weir.analytics;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Where records of the log come from: the broker, or rows in a test. */
interface EventSource {

    /**
     * The committed records from the given offsets to the end at the time of the call, in the
     * columns of Spark's Kafka source with headers; empty if there is nothing new.
     *
     * @param nextOffsets partition to the first offset that is wanted; an absent partition is read
     *     from its beginning
     */
    Optional<Dataset<Row>> from(SparkSession spark, Map<Integer, Long> nextOffsets);
}
