package dev.weir.eventstore;

import dev.weir.contract.Topics;
import dev.weir.contract.store.v1.BookPlacement;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which book lives where: what was read from {@code weir.books} and what this node has committed
 * itself. The control book is always in its partition. Safe for all threads.
 */
public final class BookDirectory implements BookPlacements {
    private final Map<String, BookPlacement> placements = new ConcurrentHashMap<>();

    @Override
    public OptionalInt partitionOf(String book) {
        if (book.equals(Topics.CONTROL_BOOK)) {
            return OptionalInt.of(Topics.CONTROL_PARTITION);
        }
        BookPlacement placement = placements.get(book);
        return placement == null ? OptionalInt.empty() : OptionalInt.of(placement.getPartition());
    }

    /** All placements, without the control book's. */
    public Map<String, BookPlacement> placements() {
        return Map.copyOf(placements);
    }

    /** Books that were placed in the partition, without the control book. */
    Set<String> booksOf(int partition) {
        return placements.values().stream()
                .filter(placement -> placement.getPartition() == partition)
                .map(BookPlacement::getBook)
                .collect(Collectors.toSet());
    }

    /** Takes in a placement; the one with the higher sequence of the control book wins. */
    public void put(BookPlacement placement) {
        placements.merge(
                placement.getBook(),
                placement,
                (known, other) -> other.getControlSeq() >= known.getControlSeq() ? other : known);
    }
}
