package dev.weir.query.read;

import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Which rows of an account are counted: those that occurred before one time and were recorded
 * before another, up to a sequence of the book. Null: without that bound.
 *
 * @param occurredBefore business time, not included, whole microseconds
 * @param recordedBefore recorded time, not included, whole microseconds
 * @param sequenceAtMost sequence of the book, included
 */
public record Region(
        OffsetDateTime occurredBefore, OffsetDateTime recordedBefore, Long sequenceAtMost) {

    /** This one, and before the time on the axis; null: without a bound more. */
    Region before(TimeAxis axis, OffsetDateTime time) {
        if (time == null) {
            return this;
        }
        return switch (axis) {
            case OCCURRED -> new Region(time, recordedBefore, sequenceAtMost);
            case RECORDED ->
                    new Region(
                            occurredBefore,
                            recordedBefore == null || time.isBefore(recordedBefore)
                                    ? time
                                    : recordedBefore,
                            sequenceAtMost);
        };
    }

    /** Adds its bounds to a condition on rows of one account. */
    Where in(Where where) {
        return where.andIfGiven("occurred_at < ?", occurredBefore)
                .andIfGiven("recorded_at < ?", recordedBefore)
                .andIfGiven("sequence <= ?", sequenceAtMost);
    }

    /** The first time that PostgreSQL keeps and that is not before this one; null stays null. */
    static OffsetDateTime upToMicros(OffsetDateTime time) {
        if (time == null) {
            return null;
        }
        OffsetDateTime micros = time.truncatedTo(ChronoUnit.MICROS);
        return micros.equals(time) ? micros : micros.plus(1, ChronoUnit.MICROS);
    }

    /** The bound that includes the time; null stays null. */
    static OffsetDateTime behind(OffsetDateTime time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
    }
}
