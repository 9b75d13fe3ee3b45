package dev.weir.analytics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Replayed and served balances, side by side. */
final class Comparison {
    /** More differences than this are counted, not listed: they no longer help a person. */
    static final int LISTED_MAX = 1_000;

    private static final List<String> KEYS = List.of("book", "account");
    private static final List<String> COMPARED =
            List.of("currency", "kind", "balance_minor", "held_minor");

    private Comparison() {}

    /**
     * Full outer join of both sides: book, account, and replayed_X and served_X of each compared
     * column, null where a side lacks the account.
     */
    static Dataset<Row> pair(Dataset<Row> replayed, Dataset<Row> served) {
        return side(replayed, "replayed_")
                .join(side(served, "served_"), KEYS.toArray(String[]::new), "full_outer");
    }

    /** Keeps the pairs that differ in anything, in the order of book and account. */
    static Dataset<Row> keepDifferences(Dataset<Row> pairs) {
        return pairs.filter(not(equal())).orderBy("book", "account");
    }

    /** One row: accounts, and how many of them are different. */
    static Dataset<Row> countDifferences(Dataset<Row> pairs) {
        return pairs.agg(count(lit(1)).as("accounts"), count_if(not(equal())).as("different"));
    }

    private static Column equal() {
        return COMPARED.stream()
                .map(name -> col("replayed_" + name).eqNullSafe(col("served_" + name)))
                .reduce(Column::and)
                .orElseThrow();
    }

    private static Dataset<Row> side(Dataset<Row> balances, String prefix) {
        Column[] columns =
                Stream.concat(KEYS.stream(), COMPARED.stream())
                        .map(name -> KEYS.contains(name) ? col(name) : col(name).as(prefix + name))
                        .toArray(Column[]::new);
        return balances.select(columns);
    }
}
