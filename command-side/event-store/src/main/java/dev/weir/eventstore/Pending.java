package dev.weir.eventstore;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One accepted append that waits for its transaction.
 *
 * @param events number of records of the book; the others go alongside
 * @param lastSequence sequence of its last event
 * @param lastHash hash of its last event; empty when it has none
 * @param lastPosition the same, counted over the partition
 * @param sinceNanos when it was accepted, by {@link System#nanoTime}
 */
record Pending(
        String book,
        List<Outgoing> records,
        int events,
        long bytes,
        long lastSequence,
        String lastHash,
        long lastPosition,
        long sinceNanos,
        CompletableFuture<Void> done) {}
