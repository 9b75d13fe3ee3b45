package dev.weir.query.read;

import java.time.OffsetDateTime;

/**
 * A span of time.
 *
 * @param from included; null: without a beginning
 * @param to not included; null: without an end
 */
public record TimeRange(OffsetDateTime from, OffsetDateTime to) {
    /**
     * As PostgreSQL keeps times: whole microseconds, so that the bounds still cut the same rows.
     */
    public TimeRange {
        from = Region.upToMicros(from);
        to = Region.upToMicros(to);
    }

    Where in(String column, Where where) {
        return where.andIfGiven(column + " >= ?", from).andIfGiven(column + " < ?", to);
    }
}
