package dev.weir.analytics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a replay of the balances found.
 *
 * @param eventsNew records that were appended to bronze by this run
 * @param positions book to the sequence up to which it was folded
 * @param totals one a currency, at the positions
 * @param accounts accounts on either side
 * @param different how many of them differ
 * @param differences the differences, at most {@link Comparison#LISTED_MAX}
 * @param replayed the replayed balances, columns of {@link Balances#fold}
 */
record BalancesReport(
        long eventsNew,
        Map<String, Long> positions,
        List<Total> totals,
        long accounts,
        long different,
        List<Difference> differences,
        Dataset<Row> replayed) {

    /** Whether both sides agree and no money was made or lost. */
    boolean sound() {
        return different == 0 && totals.stream().allMatch(total -> total.sumMinor().signum() == 0);
    }

    /** Sum over the accounts of customers and over all others, minor units. */
    record Total(
            String currency,
            BigDecimal customerMinor,
            BigDecimal systemMinor,
            BigDecimal sumMinor) {
        static Total of(Row row) {
            return new Total(
                    row.getAs("currency"),
                    row.getAs("customer_minor"),
                    row.getAs("system_minor"),
                    row.getAs("sum_minor"));
        }
    }

    /**
     * One account that differs; {@code replayed} or {@code served} is "absent" where a side lacks
     * it.
     */
    record Difference(String book, String account, String replayed, String served) {
        static Difference of(Row pair) {
            return new Difference(
                    pair.getAs("book"),
                    pair.getAs("account"),
                    side(pair, "replayed_"),
                    side(pair, "served_"));
        }

        private static String side(Row pair, String prefix) {
            String currency = pair.getAs(prefix + "currency");
            if (currency == null) {
                return "absent";
            }
            return "%s held %s (%s)"
                    .formatted(
                            Money.format(pair.getAs(prefix + "balance_minor"), currency),
                            Money.format(pair.getAs(prefix + "held_minor"), currency),
                            pair.<String>getAs(prefix + "kind"));
        }
    }
}
