package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.HoldStage;
import dev.weir.contract.store.v1.HoldState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds that clients placed, by their ids: open ones on the heap, all others in the book's index
 * under {@code h/HOLD}.
 */
final class Holds {
    private final BusinessIndex index;
    private final Timers timers;
    private final Map<String, HoldState> open = new HashMap<>();

    Holds(BusinessIndex index, Timers timers) {
        this.index = index;
        this.timers = timers;
    }

    Optional<HoldState> get(String holdId) {
        HoldState onHeap = open.get(holdId);
        return onHeap != null ? Optional.of(onHeap) : index.get("h/" + holdId).map(Holds::parse);
    }

    HoldState require(String holdId) {
        return get(holdId)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the log speaks of hold " + holdId + ", not placed"));
    }

    void save(HoldState hold) {
        HoldState before = open.getOrDefault(hold.getHoldId(), HoldState.getDefaultInstance());
        timers.replace(Timers.of(before), Timers.of(hold));
        if (isOpen(hold)) {
            open.put(hold.getHoldId(), hold);
        } else {
            open.remove(hold.getHoldId());
            index.put("h/" + hold.getHoldId(), hold.toByteArray());
        }
    }

    static boolean isOpen(HoldState hold) {
        return hold.getStage() == HoldStage.HOLD_HELD;
    }

    /** Name of a stage as clients see it. */
    static String statusOf(HoldStage stage) {
        return stage.name().substring("HOLD_".length());
    }

    private static HoldState parse(byte[] bytes) {
        try {
            return HoldState.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no hold where one should be", e);
        }
    }

    @Override
    public String toString() {
        return new TreeMap<>(open).toString();
    }
}
