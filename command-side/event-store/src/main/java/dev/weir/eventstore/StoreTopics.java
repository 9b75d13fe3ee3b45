package dev.weir.eventstore;

import dev.weir.contract.Topics;

/**
 * Names of the topics of a store.
 *
 * @param events the log
 * @param books compacted: book to partition
 * @param owners compacted: partition to owner
 * @param snapshots compacted: folded state, in as many partitions as the log
 * @param checkpoints signed tree heads of the books
 */
public record StoreTopics(
        String events, String books, String owners, String snapshots, String checkpoints) {
    /** The platform's own. */
    public static final StoreTopics WEIR =
            new StoreTopics(
                    Topics.EVENTS,
                    Topics.BOOKS,
                    Topics.OWNERS,
                    Topics.SNAPSHOTS,
                    Topics.CHECKPOINTS);

    /** A store of its own beside the platform's. */
    public static StoreTopics of(String events) {
        return new StoreTopics(
                events,
                events + ".books",
                events + ".owners",
                events + ".snapshots",
                events + ".checkpoints");
    }
}
