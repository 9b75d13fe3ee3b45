package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.domain.Limits;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast entries of large lists enter a partition. The decide job takes a book's events in their
 * order, so payments wait behind the entries that came before them; a node takes in more entries a
 * second than that job does. Past the pace they are refused, to be sent again, while payments and
 * everything else go on.
 *
 * <p>Counted as in the generic cell rate algorithm (ITU-T I.371): a time per partition at which all
 * that was let in will have been taken at the pace.
 */
final class ListPace {
    /** A tenth of what may pass in a second: a payment waits some hundredths behind it. */
    static final long AHEAD_MAX_MICROS = 100_000;

    private static final long MICROS_OF_ENTRY = 1_000_000 / Limits.BOOK_LIST_ENTRIES_PER_SECOND_MAX;

    /** No more can have been let in; a time beyond it is one before the clock was set back. */
    private static final long HORIZON_MICROS =
            AHEAD_MAX_MICROS + Limits.LIST_ENTRIES_PER_COMMAND_MAX * MICROS_OF_ENTRY;

    private final Map<Integer, Long> takenAt = new HashMap<>();

    /**
     * Whether a command may go on now; any command but those of large lists may.
     *
     * @param nowMicros since 1970
     */
    synchronized boolean admits(int partition, Message command, long nowMicros) {
        long entries = entriesOf(command);
        if (entries == 0) {
            return true;
        }
        long taken = Math.max(nowMicros, takenAt.getOrDefault(partition, nowMicros));
        if (taken > nowMicros + HORIZON_MICROS) {
            taken = nowMicros;
        }
        if (taken > nowMicros + AHEAD_MAX_MICROS) {
            return false;
        }
        takenAt.put(partition, taken + entries * MICROS_OF_ENTRY);
        return true;
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
