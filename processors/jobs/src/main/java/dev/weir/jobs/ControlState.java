package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.TimeAdvanced;
import dev.weir.contract.log.EventTypes;
import dev.weir.features.FeatureSet;
import dev.weir.features.rules.RuleHistory;
import dev.weir.features.rules.RuleSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The control book as every subtask of {@code decide} keeps it: broadcast state holds the events
 * that change rules, and how far the book was read; compiled rules are made from them.
 *
 * <p>Nothing is removed: a payment of the past may name any position. The state grows by a record a
 * change of a rule, so by a few a day.
 */
final class ControlState {
    static final MapStateDescriptor<Long, EventIn> EVENTS =
            new MapStateDescriptor<>("control-events", Types.LONG, Types.POJO(EventIn.class));

    /** One entry, under {@link #POSITION_KEY}: the last sequence of the control book. */
    static final MapStateDescriptor<String, Long> POSITION =
            new MapStateDescriptor<>("control-position", Types.STRING, Types.LONG);

    private static final String POSITION_KEY = "last";

    /** Events that change which rules are in force. */
    static final Set<String> RULE_EVENTS =
            Set.of(
                    "weir.control.v1.RuleDrafted",
                    "weir.control.v1.RuleShadowed",
                    "weir.control.v1.RuleActivated",
                    "weir.control.v1.RuleRetired");

    /** Takes the place of an event that changes no rule. */
    private static final Message NO_CHANGE = TimeAdvanced.getDefaultInstance();

    private final RuleHistory history;

    private ControlState(RuleHistory history) {
        this.history = history;
    }

    /** Compiles again what broadcast state holds: empty at first, all of it after a restore. */
    static ControlState restore(
            FeatureSet features,
            ReadOnlyBroadcastState<Long, EventIn> events,
            ReadOnlyBroadcastState<String, Long> position)
            throws Exception {
        TreeMap<Long, EventIn> inOrder = new TreeMap<>();
        for (Map.Entry<Long, EventIn> entry : events.immutableEntries()) {
            inOrder.put(entry.getKey(), entry.getValue());
        }
        ControlState state = new ControlState(new RuleHistory(features));
        for (EventIn event : inOrder.values()) {
            state.on(event);
        }
        Long last = position.get(POSITION_KEY);
        state.skipTo(last == null ? -1 : last);
        return state;
    }

    /**
     * Takes the next event of the control book; a repeat is dropped. Throws
     * IllegalArgumentException if a rule's event can't be decoded: its step still counts.
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
        if (RULE_EVENTS.contains(event.type)) {
            events.put(event.sequence, event);
        }
        on(event);
    }

    private void on(EventIn event) {
        skipTo(event.sequence - 1);
        try {
            history.on(
                    event.sequence,
                    RULE_EVENTS.contains(event.type)
                            ? EventTypes.parse(event.type, event.value)
                            : NO_CHANGE);
        } finally {
            skipTo(event.sequence);
        }
        if (RULE_EVENTS.contains(event.type)) {
            // On arrival: the first payment must not wait for the compiler.
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

    /** Rules in force at a position; empty while the control book was not read so far. */
    Optional<RuleSet> at(long controlSeq) {
        return history.at(controlSeq);
    }
}
