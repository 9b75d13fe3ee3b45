package dev.weir.features;

import java.nio.ByteBuffer;
import java.util.List;

/** One payment at one of its entities: what is kept of the entity, and nothing else, is touched. */
final class EntityStep {
    private static final List<KeyKind> PAIRED =
            List.of(KeyKind.DEVICE, KeyKind.MERCHANT, KeyKind.COUNTERPARTY);

    private final FeatureSet set;
    private final StateKeys keys;
    private final FeatureState state;

    EntityStep(FeatureSet set, StateKeys keys, FeatureState state) {
        this.set = set;
        this.keys = keys;
        this.state = state;
    }

    /**
     * What a payment finds.
     *
     * @param figures the entity's windows at the payment
     * @param first whether the account meets the entity for the first time; always false for kinds
     *     of which that is not asked
     */
    record Found(EntityFigures figures, boolean first) {}

    /** Whether anything is kept of entities of a kind. */
    static boolean looksAt(KeyKind kind, FeatureSet set) {
        return !set.layout(kind).keepsNothing() || PAIRED.contains(kind);
    }

    /** Looks at an entity; the payment is put in its place there if it came in time. */
    Found visit(Visit visit) {
        boolean first = PAIRED.contains(visit.kind()) && meetsFirst(visit);
        return new Found(figures(visit), first);
    }

    private EntityFigures figures(Visit visit) {
        Layout layout = set.layout(visit.kind());
        if (layout.keepsNothing()) {
            return EntityFigures.NONE;
        }
        byte[] key = StateKey.entity(visit.kind(), visit.id());
        byte[] before = state.get(key);
        EntityHistory history = EntityHistory.open(layout, state, key, before);
        if (!visit.inTime()) {
            return history.peek(visit.atMicros(), visit.amountMinor());
        }
        EntityFigures figures = history.place(visit.atMicros(), visit.amountMinor());
        keys.put(state, key, before, history.write());
        return figures;
    }

    private boolean meetsFirst(Visit visit) {
        byte[] key = StateKey.pair(visit.kind(), visit.account(), visit.id());
        byte[] before = state.get(key);
        long met = before == null ? Long.MIN_VALUE : ByteBuffer.wrap(before).getLong();
        if (visit.inTime()) {
            long last = Math.max(met, visit.atMicros());
            byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(last).array();
            keys.put(state, key, before, value);
        }
        return met <= visit.atMicros() - Times.PAIR_MEMORY;
    }
}
