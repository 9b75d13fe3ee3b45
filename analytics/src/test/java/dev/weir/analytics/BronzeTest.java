package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.book.v1.TimeAdvanced;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class BronzeTest extends SparkTest {

    @Test
    void keepsEveryByteOfARecord() {
        TimeAdvanced event = TimeAdvanced.newBuilder().setNowMicros(7).build();
        Log log = new Log().append("b", event);
        Bronze.append(log.kafkaRows(spark).transform(Bronze::parseRecords));

        Row row = Bronze.read(spark).head();

        Row sent = log.kafkaRows(spark).head();
        assertThat(row.<byte[]>getAs("key")).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
        assertThat(row.<byte[]>getAs("value")).isEqualTo(event.toByteArray());
        List<Row> headers = row.getList(row.fieldIndex("headers"));
        List<Row> sentHeaders = sent.getList(sent.fieldIndex("headers"));
        assertThat(headers).hasSameSizeAs(sentHeaders);
        for (int i = 0; i < headers.size(); i++) {
            assertThat(headers.get(i).getString(0)).isEqualTo(sentHeaders.get(i).getString(0));
            assertThat(headers.get(i).<byte[]>getAs(1)).isEqualTo(sentHeaders.get(i).getAs(1));
        }
        assertThat(row.<Object>getAs("timestamp")).isEqualTo(sent.getAs("timestamp"));
    }

    @Test
    void putsBookSequenceAndTypeBesideTheBytes() {
        Log log = new Log().openedThree("b").moved("b", "ann", "bob", 5).held("c", "ann", 1);

        List<Row> rows =
                log.kafkaRows(spark)
                        .transform(Bronze::parseRecords)
                        .orderBy("offset")
                        .select("book", "sequence", "type")
                        .collectAsList();

        assertThat(rows)
                .containsExactly(
                        RowFactory.create("b", 0L, "weir.ledger.v1.AccountOpened"),
                        RowFactory.create("b", 1L, "weir.ledger.v1.AccountOpened"),
                        RowFactory.create("b", 2L, "weir.ledger.v1.AccountOpened"),
                        RowFactory.create("b", 3L, "weir.ledger.v1.TransferPosted"),
                        RowFactory.create("c", 0L, "weir.payments.v1.PaymentRequested"));
    }

    @Test
    void keepsARecordWithoutOurHeaders() {
        Row foreign = RowFactory.create(null, new byte[] {1}, "weir.events", 0, 9L, null, 0, null);

        Row row =
                spark.createDataFrame(List.of(foreign), Log.KAFKA)
                        .transform(Bronze::parseRecords)
                        .head();

        assertThat(row.<byte[]>getAs("value")).containsExactly(1);
        assertThat(row.<Object>getAs("book")).isNull();
        assertThat(row.<Object>getAs("sequence")).isNull();
        assertThat(row.<Object>getAs("type")).isNull();
    }

    @Test
    void continuesBehindTheLargestOffsetOfEachPartition() {
        Bronze.append(new Log().openedThree("b").kafkaRows(spark).transform(Bronze::parseRecords));

        assertThat(Bronze.nextOffsets(Bronze.read(spark))).isEqualTo(Map.of(0, 5L));
    }

    @Test
    void knowsThePositionOfEachBook() {
        Bronze.append(
                new Log()
                        .openedThree("b")
                        .held("c", "ann", 1)
                        .kafkaRows(spark)
                        .transform(Bronze::parseRecords));

        assertThat(Bronze.positions(Bronze.read(spark)).orderBy("book").collectAsList())
                .containsExactly(
                        RowFactory.create("b", 2L, 3L, 3L), RowFactory.create("c", 0L, 1L, 1L));
    }
}
