package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class BalancesTest extends SparkTest {

    private static final StructType ENDS =
            new StructType()
                    .add("book", DataTypes.StringType)
                    .add("account", DataTypes.StringType)
                    .add("sequence", DataTypes.LongType);

    @Test
    void foldsFiveChangesOfTwoAccounts() {
        Dataset<Row> changes =
                changes(
                        change("b", 0, "ann", "CUSTOMER", 0, 0),
                        change("b", 1, "bank", "SYSTEM", 0, 0),
                        change("b", 2, "ann", null, 70, 0),
                        change("b", 2, "bank", null, -70, 0),
                        change("b", 3, "ann", null, 0, 20));

        assertThat(changes.transform(Balances::fold).orderBy("account").collectAsList())
                .containsExactly(
                        balance("b", "ann", "CUSTOMER", 70, 20, 3),
                        balance("b", "bank", "SYSTEM", -70, 0, 2));
    }

    @Test
    void anAccountThatWasNeverOpenedIsToldApart() {
        assertThat(
                        changes(change("b", 2, "ghost", null, 70, 0))
                                .transform(Balances::fold)
                                .collectAsList())
                .containsExactly(balance("b", "ghost", "UNOPENED", 70, 0, 2));
    }

    @Test
    void leavesOutWhatLiesBehindThePositionOfTheBook() {
        Dataset<Row> changes =
                changes(
                        change("b", 2, "ann", null, 1, 0),
                        change("b", 3, "ann", null, 2, 0),
                        change("c", 3, "ann", null, 4, 0),
                        change("c", 4, "ann", null, 8, 0),
                        change("d", 0, "ann", null, 16, 0));
        Dataset<Row> positions =
                spark.createDataFrame(
                        List.of(RowFactory.create("b", "", 2L), RowFactory.create("c", "", 4L)),
                        ENDS);

        assertThat(
                        Balances.upToPositions(changes, positions)
                                .orderBy("book", "sequence")
                                .select("balance_change_minor")
                                .collectAsList())
                .containsExactly(
                        RowFactory.create(1L), RowFactory.create(4L), RowFactory.create(8L));
    }

    @Test
    void followsAnAccountUpToItsOwnEnd() {
        Dataset<Row> changes =
                changes(
                        change("b", 2, "ann", null, 1, 0),
                        change("b", 5, "ann", null, 2, 0),
                        change("b", 6, "ann", null, 4, 0),
                        change("b", 2, "bob", null, 8, 0),
                        change("c", 2, "ann", null, 16, 0));
        Dataset<Row> ends = spark.createDataFrame(List.of(RowFactory.create("b", "ann", 5L)), ENDS);

        assertThat(
                        Balances.upToOwnEnds(changes, ends)
                                .orderBy("sequence")
                                .select("book", "account", "balance_change_minor")
                                .collectAsList())
                .containsExactly(
                        RowFactory.create("b", "ann", 1L), RowFactory.create("b", "ann", 2L));
    }

    @Test
    void totalsCustomersAndSystemPerCurrency() {
        Dataset<Row> balances =
                spark.createDataFrame(
                        List.of(
                                balance("b", "ann", "CUSTOMER", 70, 0, 1),
                                balance("b", "bob", "CUSTOMER", 5, 0, 1),
                                balance("b", "bank", "SYSTEM", -75, 0, 1),
                                RowFactory.create(
                                        "b", "yen", "JPY", "CUSTOMER", big(9), big(0), 1L)),
                        BalancesReplay.SERVED);

        assertThat(balances.transform(Balances::totalByCurrency).collectAsList())
                .containsExactly(
                        RowFactory.create("EUR", big(75), big(-75), big(0)),
                        RowFactory.create("JPY", big(9), big(0), big(9)));
    }

    @Test
    void staysExactBeyond64Bits() {
        Dataset<Row> changes =
                changes(
                        change("b", 1, "ann", "CUSTOMER", Long.MAX_VALUE, 0),
                        change("b", 2, "ann", null, Long.MAX_VALUE, 0));

        BigDecimal balance = changes.transform(Balances::fold).head().getAs("balance_minor");

        assertThat(balance.toBigIntegerExact())
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).shiftLeft(1));
    }

    @Test
    void agreesWithTheNaiveFoldOfAThousandChanges() {
        long seed =
                Long.parseLong(
                        System.getProperty("weir.seed", "").isEmpty()
                                ? "11"
                                : System.getProperty("weir.seed"));
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = new ArrayList<>();
        Map<String, long[]> naive = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            String book = "b" + random.nextInt(3);
            String account = "a" + random.nextInt(20);
            long balance = random.nextLong(-1_000_000, 1_000_000);
            long held = random.nextLong(-1_000, 1_000);
            rows.add(change(book, i, account, "CUSTOMER", balance, held));
            long[] sums = naive.computeIfAbsent(book + "/" + account, key -> new long[3]);
            sums[0] += balance;
            sums[1] += held;
            sums[2] = i;
        }

        Map<String, long[]> folded = new TreeMap<>();
        for (Row row :
                changes(rows.toArray(Row[]::new)).transform(Balances::fold).collectAsList()) {
            folded.put(
                    row.getString(0) + "/" + row.getString(1),
                    new long[] {
                        row.getDecimal(4).longValueExact(),
                        row.getDecimal(5).longValueExact(),
                        row.getLong(6)
                    });
        }

        assertThat(folded).as("seed %d", seed).hasSameSizeAs(naive);
        naive.forEach(
                (account, sums) ->
                        assertThat(folded.get(account))
                                .as("%s with seed %d", account, seed)
                                .isEqualTo(sums));
    }

    private Dataset<Row> changes(Row... rows) {
        return spark.createDataFrame(List.of(rows), AccountChanges.SCHEMA);
    }

    private static Row change(
            String book, long sequence, String account, String kind, long balance, long held) {
        return RowFactory.create(book, sequence, account, "EUR", kind, balance, held);
    }

    private static Row balance(
            String book, String account, String kind, long balance, long held, long sequence) {
        return RowFactory.create(book, account, "EUR", kind, big(balance), big(held), sequence);
    }

    private static BigDecimal big(long minor) {
        return BigDecimal.valueOf(minor);
    }
}
