package dev.weir.analytics;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.weir.contract.ledger.v1.AccountKind;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The fold of account changes into balances. Sums are decimals of 38 digits, exact far beyond 64
 * bits, so that neither the order of the rows nor a large total matters.
 */
final class Balances {
    /** Wide enough for the sum of 10^19 amounts of 64 bits. */
    private static final DataType SUM = DataTypes.createDecimalType(38, 0);

    /** Holds every 64-bit amount. Spark widens it by 10 digits in a sum. */
    private static final DataType AMOUNT = DataTypes.createDecimalType(19, 0);

    private Balances() {}

    /**
     * Keeps the changes up to each book's position; {@code positions}: book, sequence. A book
     * without one is dropped.
     */
    static Dataset<Row> upToPositions(Dataset<Row> changes, Dataset<Row> positions) {
        Dataset<Row> ends = positions.select(col("book"), col("sequence").as("end"));
        return changes.join(ends, "book").filter(col("sequence").leq(col("end"))).drop("end");
    }

    /**
     * Keeps the changes of the given accounts up to each one's own end; {@code ends}: book,
     * account, sequence.
     */
    static Dataset<Row> upToOwnEnds(Dataset<Row> changes, Dataset<Row> ends) {
        Dataset<Row> own = ends.select(col("book"), col("account"), col("sequence").as("end"));
        return changes.join(own, new String[] {"book", "account"}, "inner")
                .filter(col("sequence").leq(col("end")))
                .drop("end");
    }

    /**
     * One row an account: book, account, currency, kind, balance_minor, held_minor, sequence of its
     * last change. An account that was never opened has kind UNOPENED: the comparison will show it.
     */
    static Dataset<Row> fold(Dataset<Row> changes) {
        return changes.groupBy("book", "account")
                .agg(
                        first("currency").as("currency"),
                        coalesce(max("kind"), lit("UNOPENED")).as("kind"),
                        total("balance_change_minor").as("balance_minor"),
                        total("held_change_minor").as("held_minor"),
                        max("sequence").as("sequence"));
    }

    /**
     * One row a currency: customer_minor, system_minor (all that is no customer's) and sum_minor,
     * which is 0 in a sound ledger.
     */
    static Dataset<Row> totalByCurrency(Dataset<Row> balances) {
        Column customers = col("kind").equalTo(AccountKind.CUSTOMER.name());
        Column zero = lit(0).cast(SUM);
        return balances.groupBy("currency")
                .agg(
                        sum(when(customers, col("balance_minor")).otherwise(zero))
                                .cast(SUM)
                                .as("customer_minor"),
                        sum(when(customers, zero).otherwise(col("balance_minor")))
                                .cast(SUM)
                                .as("system_minor"),
                        sum(col("balance_minor")).cast(SUM).as("sum_minor"))
                .orderBy("currency");
    }

    private static Column total(String amounts) {
        return sum(col(amounts).cast(AMOUNT)).cast(SUM);
    }
}
