package dev.weir.eventstore;

import java.time.Duration;
import java.util.Collection;

/**
 * Says which partitions a node should own. It is advice: nothing but the fence of the log keeps two
 * owners apart, so advice that is late or wrong costs time, never an event.
 */
public interface Membership extends AutoCloseable {

    /** The node as its membership sees it. Called by one thread at a time. */
    interface Member {
        /** These are the node's from now on, beside those that it has. */
        void assigned(Collection<Integer> partitions);

        /**
         * These are another node's from now on; when this returns, what was accepted is committed
         * and their owners have ended.
         */
        void revoked(Collection<Integer> partitions);

        /** These were given away without asking: another node may own them already. */
        void lost(Collection<Integer> partitions);
    }

    /** Begins; returns at once. */
    void start(Member member);

    /** Whether the node takes part, be it with no partition. */
    boolean joined();

    /**
     * How old the advice may be. An owner that was fenced waits so long before it believes again
     * that the partition is its own.
     */
    Duration doubt();

    /**
     * Leaves and comes back after a while, with jitter: what a node does that is fenced again and
     * again for partitions which it takes for its own. Returns at once.
     */
    void rejoin();

    /** Times that it had to leave and come back. */
    long rejoins();

    /** Gives all partitions back, waiting for their owners. */
    @Override
    void close();

    /** A node that is given its partitions for good: the only one, or one of a test. */
    static Membership fixed(Collection<Integer> partitions) {
        return new FixedMembership(partitions);
    }

    /** Nodes that share the partitions of the events topic by a consumer group (KIP-848). */
    static Membership group(KafkaSettings kafka, String node) {
        return new KafkaMembership(kafka, node);
    }
}
