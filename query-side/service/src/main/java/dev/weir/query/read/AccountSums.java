package dev.weir.query.read;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over the entries and hold changes of an account that lie in a {@link Region}, without
 * reading them all: whole hours come from the cells of {@code account_hour} (by hour of either
 * time, kept by triggers), and rows are read only for the hours that the region's two times cut.
 * What is recorded behind the sequence is taken off again.
 *
 * <p>So a sum reads as many cells as the account has hours with entries, and the entries of two
 * hours at most, from the indexes alone.
 *
 * @param debits what entries took, at least 0, minor units
 * @param credits what entries gave, at least 0, minor units
 * @param held open holds, minor units
 */
record AccountSums(long entries, BigDecimal debits, BigDecimal credits, BigDecimal held) {
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final AccountSums NOTHING =
            new AccountSums(0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    private static final String CELLS =
            "SELECT coalesce(sum(entries), 0), coalesce(sum(debit_minor), 0),"
                    + " coalesce(sum(credit_minor), 0), coalesce(sum(held_minor), 0)"
                    + " FROM account_hour";
    private static final String ENTRIES =
            "SELECT count(*), coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0),"
                    + " coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0), 0"
                    + " FROM entry";
    private static final String HOLDS =
            "SELECT 0, 0, 0, coalesce(sum(amount_minor), 0) FROM hold_change";

    static AccountSums of(Sql sql, String book, String account, Region region) throws SQLException {
        OffsetDateTime occurred = region.occurredBefore();
        OffsetDateTime recorded = region.recordedBefore();
        AccountSums sums =
                read(
                        sql,
                        CELLS,
                        new Where()
                                .and("book = ?", book)
                                .and("account_id = ?", account)
                                .andIfGiven("occurred_hour < ?", hour(occurred))
                                .andIfGiven("recorded_hour < ?", hour(recorded)));
        List<Where> cut = new ArrayList<>();
        if (occurred != null) {
            cut.add(
                    rows(book, account)
                            .and("occurred_at >= ?", hourStart(occurred))
                            .and("occurred_at < ?", occurred)
                            .andIfGiven("recorded_at < ?", recorded));
        }
        if (recorded != null) {
            cut.add(
                    rows(book, account)
                            .and("recorded_at >= ?", hourStart(recorded))
                            .and("recorded_at < ?", recorded)
                            .andIfGiven("occurred_at < ?", hourStart(occurred)));
        }
        for (Where where : cut) {
            sums = sums.plus(read(sql, ENTRIES, where)).plus(read(sql, HOLDS, where));
        }
        if (region.sequenceAtMost() != null) {
            Where later =
                    new Region(occurred, recorded, null)
                            .in(rows(book, account).and("sequence > ?", region.sequenceAtMost()));
            sums = sums.minus(read(sql, ENTRIES, later)).minus(read(sql, HOLDS, later));
        }
        return sums;
    }

    /** Minor units. */
    BigDecimal balance() {
        return credits.subtract(debits);
    }

    AccountSums plus(AccountSums more) {
        return new AccountSums(
                entries + more.entries,
                debits.add(more.debits),
                credits.add(more.credits),
                held.add(more.held));
    }

    AccountSums minus(AccountSums less) {
        return new AccountSums(
                entries - less.entries,
                debits.subtract(less.debits),
                credits.subtract(less.credits),
                held.subtract(less.held));
    }

    private static Where rows(String book, String account) {
        return new Where().and("book = ?", book).and("account_id = ?", account);
    }

    private static AccountSums read(Sql sql, String select, Where where) throws SQLException {
        return sql.list(select + where.sql(), AccountSums::row, where.parameters()).stream()
                .findFirst()
                .orElse(NOTHING);
    }

    private static AccountSums row(ResultSet row) throws SQLException {
        return new AccountSums(
                row.getLong(1), row.getBigDecimal(2), row.getBigDecimal(3), row.getBigDecimal(4));
    }

    private static Long hour(OffsetDateTime time) {
        return time == null ? null : Math.floorDiv(time.toEpochSecond(), SECONDS_PER_HOUR);
    }

    private static OffsetDateTime hourStart(OffsetDateTime time) {
        return time == null
                ? null
                : java.time.Instant.ofEpochSecond(hour(time) * SECONDS_PER_HOUR)
                        .atOffset(java.time.ZoneOffset.UTC);
    }
}
