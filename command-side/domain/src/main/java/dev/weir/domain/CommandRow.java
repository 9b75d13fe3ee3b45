package dev.weir.domain;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import java.util.List;
import java.util.Map;

/**
 * Commands of one book in a row, each decided as if those before it had been written, while nothing
 * is. For batches, which are written together, and for their dry runs. For one turn of one thread.
 */
public final class CommandRow {
    /** Stands for the hash of a record of the row, which is not known yet. */
    public static final String UNWRITTEN = "unwritten";

    private static final byte[] NO_VALUE = new byte[0];

    private final BookState state;

    CommandRow(BookState state) {
        this.state = state;
    }

    /** The recorded time of the next record; see {@link Book#now}. */
    public long now(long ownerMicros) {
        return state.now(ownerMicros);
    }

    /** Sequence of the last record, with those of the row. */
    public long sequence() {
        return state.sequence();
    }

    /** Whether the outcome of a key is remembered, with those of the row. */
    public boolean knows(String key) {
        return state.keys().get(key).isPresent();
    }

    /** What the next command comes to; what it would write counts for those behind it. */
    public Outcome next(Object command, CommandContext context) {
        Outcome outcome = Dispatch.decide(state, command, context);
        if (outcome instanceof Outcome.Accepted accepted) {
            write(accepted.events(), context);
        }
        return outcome;
    }

    /** Events that are to be written behind those of the row, as a run. */
    public void write(List<NewEvent> events, CommandContext context) {
        for (int i = 0; i < events.size(); i++) {
            NewEvent event = events.get(i);
            state.apply(
                    new EventRecord(
                            state.id(),
                            state.sequence() + 1,
                            "",
                            EventTypes.nameOf(event.payload()),
                            context.nowMicros(),
                            event.occurredMicros(),
                            event.subject(),
                            "",
                            i + 1,
                            events.size(),
                            context.key(),
                            context.commandHash(),
                            List.of(),
                            Map.of(),
                            NO_VALUE),
                    event.payload(),
                    UNWRITTEN);
        }
    }
}
