package dev.weir.command.engine;

import java.util.List;
import java.util.OptionalInt;

/**
 * Many commands of one book in one dispatch: each is decided as if those before it were written,
 * and all their events are appended together. The handler leaves the outcomes in the items. For one
 * turn of the loop.
 */
final class BulkOrder {
    private final List<BookCommand> items;
    private final boolean atomic;
    private final boolean dry;
    private OptionalInt failedItem = OptionalInt.empty();

    /**
     * @param atomic all or none, in one run of records; the items have no keys of their own
     * @param dry nothing is appended
     */
    BulkOrder(List<BookCommand> items, boolean atomic, boolean dry) {
        this.items = List.copyOf(items);
        this.atomic = atomic;
        this.dry = dry;
    }

    List<BookCommand> items() {
        return items;
    }

    boolean isAtomic() {
        return atomic;
    }

    boolean isDry() {
        return dry;
    }

    /** Of an atomic order: the item for which nothing was done. */
    OptionalInt failedItem() {
        return failedItem;
    }

    void failed(int item) {
        failedItem = OptionalInt.of(item);
    }
}
