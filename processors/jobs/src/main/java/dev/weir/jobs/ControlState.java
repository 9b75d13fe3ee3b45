package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.TimeAdvanced;
import dev.weir.contract.log.EventTypes;
import dev.weir.features.FeatureSet;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The control book as every subtask of {@code decide} keeps it: broadcast state holds the events
 * that change what is in force, and how far the book was read; rules, patterns, lists and models
 * are made from them.
 *
 * <p>Nothing is removed: a payment of the past may name any position. The state grows by a record a
 * change, so by a few a day, and by small lists, of which the command side bounds the entries.
 */
final class ControlState {
    static final MapStateDescriptor<Long, EventIn> EVENTS =
            new MapStateDescriptor<>("control-events", Types.LONG, Types.POJO(EventIn.class));

    /** One entry, under {@link #POSITION_KEY}: the last sequence of the control book. */
    static final MapStateDescriptor<String, Long> POSITION =
            new MapStateDescriptor<>("control-position", Types.STRING, Types.LONG);

    private static final String POSITION_KEY = "last";

    /** Takes the place of an event that changes no rule. */
    private static final Message NO_CHANGE = TimeAdvanced.getDefaultInstance();

    private final ControlHistory history;

    private ControlState(ControlHistory history) {
        this.history = history;
    }

    /** Makes again what broadcast state holds: empty at first, all of it after a restore. */
    static ControlState restore(
            FeatureSet features,
            Scorers scorers,
            ReadOnlyBroadcastState<Long, EventIn> events,
            ReadOnlyBroadcastState<String, Long> position)
            throws Exception {
        TreeMap<Long, EventIn> inOrder = new TreeMap<>();
        for (Map.Entry<Long, EventIn> entry : events.immutableEntries()) {
            inOrder.put(entry.getKey(), entry.getValue());
        }
        ControlState state = new ControlState(new ControlHistory(features, scorers));
        for (EventIn event : inOrder.values()) {
            try {
                state.on(event);
            } catch (IllegalArgumentException e) {
                // It was refused and counted when it came.
                continue;
            }
        }
        Long last = position.get(POSITION_KEY);
        state.skipTo(last == null ? -1 : last);
        return state;
    }

    /**
     * Takes the next event of the control book; a repeat is dropped. Throws
     * IllegalArgumentException if an event can't be decoded: its step still counts.
     */
    void take(
            EventIn event,
            BroadcastState<Long, EventIn> events,
            BroadcastState<String, Long> position)
            throws Exception {
        if (event.sequence <= history.position()) {
            return;
        }
        position.put(POSITION_KEY, event.sequence);
        if (ControlHistory.READS.contains(event.type)) {
            events.put(event.sequence, event);
        }
        on(event);
    }

    private void on(EventIn event) {
        skipTo(event.sequence - 1);
        try {
            history.on(
                    event.sequence,
                    ControlHistory.READS.contains(event.type)
                            ? EventTypes.parse(event.type, event.value)
                            : NO_CHANGE);
        } finally {
            skipTo(event.sequence);
        }
        if (ControlHistory.READS.contains(event.type)) {
            // On arrival: the first payment must not wait for a compiler or a model.
            history.at(event.sequence);
        }
    }

    private void skipTo(long sequence) {
        while (history.position() < sequence) {
            history.on(history.position() + 1, NO_CHANGE);
        }
    }

    /** Last sequence of the control book that was taken; -1: none. */
    long position() {
        return history.position();
    }

    /** What is in force at a position; empty while the control book was not read so far. */
    Optional<Control> at(long controlSeq) {
        return history.at(controlSeq);
    }
}
