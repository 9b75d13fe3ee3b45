package dev.weir.eventstore;

import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.log.MerkleHash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The Merkle tree of one book's durable records, as a frontier. What is accepted is only noted
 * here, so that the command's path does not hash; {@link #durable} does, on the thread that
 * acknowledges. Nothing that may still be rolled back ever gets into the tree.
 */
final class BookTree {
    private final ArrayDeque<BookPosition> accepted = new ArrayDeque<>();
    private volatile Head head;

    /**
     * The tree as of a record.
     *
     * @param position the last record in it
     */
    record Head(BookPosition position, MerkleFrontier frontier) {}

    BookTree(String book) {
        head = new Head(BookPosition.start(book), MerkleFrontier.EMPTY);
    }

    /** Notes a record. One with a sequence that was noted before takes its place: a roll back. */
    void accepted(BookPosition position) {
        synchronized (accepted) {
            while (!accepted.isEmpty() && accepted.peekLast().sequence() >= position.sequence()) {
                accepted.removeLast();
            }
            accepted.addLast(position);
        }
    }

    /** Takes in what was noted up to the sequence. */
    synchronized void durable(long sequence) {
        List<BookPosition> positions = new ArrayList<>();
        synchronized (accepted) {
            while (!accepted.isEmpty() && accepted.peekFirst().sequence() <= sequence) {
                positions.add(accepted.removeFirst());
            }
        }
        if (positions.isEmpty()) {
            return;
        }
        head = new Head(positions.getLast(), grown(head.frontier(), positions));
    }

    private static MerkleFrontier grown(MerkleFrontier from, List<BookPosition> positions) {
        MerkleFrontier frontier = from;
        for (BookPosition position : positions) {
            if (position.sequence() != frontier.size()) {
                throw new IllegalStateException(
                        "book %s: record %d cannot be leaf %d"
                                .formatted(position.book(), position.sequence(), frontier.size()));
            }
            frontier = frontier.append(MerkleHash.leaf(position.hash()));
        }
        return frontier;
    }

    /**
     * The frontier as of the record that was noted last, durable or not, to be computed later: for
     * a snapshot that waits until that record is durable.
     */
    synchronized Supplier<MerkleFrontier> whole() {
        MerkleFrontier from = head.frontier();
        synchronized (accepted) {
            List<BookPosition> positions = List.copyOf(accepted);
            return () -> grown(from, positions);
        }
    }

    /** The durable tree; from any thread. */
    Head head() {
        return head;
    }

    /**
     * Begins anew from a snapshot instead of from the first record.
     *
     * @param position the last record that the snapshot covers
     * @param frontier {@link MerkleFrontier#toBytes} of the tree up to it
     * @throws IllegalArgumentException if the frontier is of another size
     */
    synchronized void restore(BookPosition position, byte[] frontier) {
        MerkleFrontier restored = MerkleFrontier.of(frontier);
        if (restored.size() != position.sequence() + 1) {
            throw new IllegalArgumentException(
                    "book %s: a tree of %d records does not end with record %d"
                            .formatted(position.book(), restored.size(), position.sequence()));
        }
        synchronized (accepted) {
            accepted.clear();
        }
        head = new Head(position, restored);
    }
}
