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
        int pendingEvents) {}
