package dev.weir.query.read;

/**
 * Amounts of a list, minor units, both included.
 *
 * @param least null: without a lower bound
 * @param most null: without an upper bound
 */
public record AmountRange(Long least, Long most) {
    Where in(String column, Where where) {
        return where.andIfGiven(column + " >= ?", least).andIfGiven(column + " <= ?", most);
    }
}
