package dev.weir.eventstore;

/**
 * Counters of one partition's owner since it was made.
 *
 * @param serving whether it serves now
 * @param takeovers takeovers that came to serve
 * @param takeover how the last one went
 * @param events events committed
 * @param groups transactions committed
 * @param secondTries transactions whose outcome had to be looked up in the log
 * @param failures times it had to step down or could not take over
 * @param conflicts appends refused by their condition
 * @param pendingEvents events accepted but not durable yet
 * @param fences times that another owner had fenced it; part of {@code failures}
 * @param heartbeats transactions without an event, for answers that append nothing
 */
public record OwnerMetrics(
        boolean serving,
        long takeovers,
        TakeoverFigures takeover,
        long events,
        long groups,
        long secondTries,
        long failures,
        long conflicts,
        int pendingEvents,
        long fences,
        long heartbeats) {
    /** Of a partition that this node does not own. */
    static final OwnerMetrics NONE =
            new OwnerMetrics(false, 0, TakeoverFigures.NONE, 0, 0, 0, 0, 0, 0, 0, 0);
}
