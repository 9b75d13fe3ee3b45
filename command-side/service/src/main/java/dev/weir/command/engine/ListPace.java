package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.domain.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How fast entries of large lists enter a partition. The decide job takes a book's events in their
 * order, so payments wait behind the entries that came before them; a node takes in more entries a
 * second than that job does. Past the pace they wait here, and past a second of it they are
 * refused, while payments and everything else go on.
 *
 * <p>Counted as in the generic cell rate algorithm (ITU-T I.371): a time per partition at which all
 * that was let in will have been taken at the pace.
 */
final class ListPace {
    /** What may come at once: a payment waits some hundredths of a second behind it. */
    static final long AT_ONCE_MICROS = 100_000;

    /** What waits, at most: twenty of the largest commands a partition. */
    static final long WAIT_MAX_MICROS = 1_000_000;

    private static final long MICROS_OF_ENTRY = 1_000_000 / Limits.BOOK_LIST_ENTRIES_PER_SECOND_MAX;

    /** No more can have been let in; a time beyond it is one before the clock was set back. */
    private static final long HORIZON_MICROS =
            AT_ONCE_MICROS
                    + WAIT_MAX_MICROS
                    + Limits.LIST_ENTRIES_PER_COMMAND_MAX * MICROS_OF_ENTRY;

    private final Map<Integer, Long> takenAt = new HashMap<>();

    /**
     * Lets a command in, or not.
     *
     * @param nowMicros since 1970
     * @return microseconds that it has to wait, 0 for any command but those of large lists; empty
     *     if too much waits already
     */
    synchronized OptionalLong admit(int partition, Message command, long nowMicros) {
        long entries = entriesOf(command);
        if (entries == 0) {
            return OptionalLong.of(0);
        }
        long taken = Math.max(nowMicros, takenAt.getOrDefault(partition, nowMicros));
        if (taken > nowMicros + HORIZON_MICROS) {
            taken = nowMicros;
        }
        long wait = Math.max(0, taken - nowMicros - AT_ONCE_MICROS);
        if (wait > WAIT_MAX_MICROS) {
            return OptionalLong.empty();
        }
        takenAt.put(partition, taken + entries * MICROS_OF_ENTRY);
        return OptionalLong.of(wait);
    }

    /** At most what a valid command has: the domain refuses a larger one. */
    private static long entriesOf(Message command) {
        int entries =
                switch (command) {
                    case AddBookListEntries add -> add.getEntriesCount();
                    case RemoveBookListEntries remove -> remove.getValuesCount();
                    default -> 0;
                };
        return Math.min(entries, Limits.LIST_ENTRIES_PER_COMMAND_MAX);
    }
}
