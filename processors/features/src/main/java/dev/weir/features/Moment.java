package dev.weir.features;

/**
 * Where an event stands by its book's clock.
 *
 * @param atMicros its place in event time: its own time, or the earliest place there still is
 * @param inTime whether it is put in its place; a later one leaves no trace
 */
public record Moment(long atMicros, boolean inTime) {

    /** Of an event that features have read, or do not read; the clock does not move. */
    public static Moment of(FeatureState state, long occurredAtMicros) {
        BookClock clock = BookClock.open(state);
        if (!clock.started()) {
            return new Moment(occurredAtMicros, true);
        }
        long earliest = clock.earliest();
        return new Moment(Math.max(occurredAtMicros, earliest), occurredAtMicros >= earliest);
    }
}
