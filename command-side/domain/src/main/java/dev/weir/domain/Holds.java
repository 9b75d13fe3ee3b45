package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.HoldStage;
import dev.weir.contract.store.v1.HoldState;
import java.util.List;
import java.util.Optional;

/**
 * Holds that clients placed, by their ids: open ones on the heap, all others in the book's index
 * under {@code h/HOLD}.
 */
final class Holds {
    private final BusinessIndex index;
    private final Timers timers;
    private final EntityTable<HoldState> open;

    Holds(BusinessIndex index, Timers timers, EntityTables tables) {
        this.index = index;
        this.timers = timers;
        this.open = tables.add(30, EntityCodec.ofMessage(HoldState.parser()));
    }

    /** Makes anew what follows from the restored entities. */
    void restored() {
        open.values().forEach(hold -> timers.replace(List.of(), Timers.of(hold)));
    }

    Optional<HoldState> get(String holdId) {
        HoldState onHeap = open.get(holdId);
        return onHeap != null ? Optional.of(onHeap) : index.get("h/" + holdId).map(Holds::parse);
    }

    /** An open hold; every event of a hold but the first is of one. */
    HoldState require(String holdId) {
        HoldState hold = open.get(holdId);
        if (hold == null) {
            throw new IllegalStateException("the log speaks of hold " + holdId + ", not open");
        }
        return hold;
    }

    void save(HoldState hold) {
        HoldState before = open.get(hold.getHoldId());
        timers.replace(before == null ? List.of() : Timers.of(before), Timers.of(hold));
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
}
