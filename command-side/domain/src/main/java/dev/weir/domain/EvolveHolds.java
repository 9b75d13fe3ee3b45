package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.holds.v1.HeldFundsExpired;
import dev.weir.contract.holds.v1.HeldFundsReleased;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.store.v1.HoldStage;
import dev.weir.contract.store.v1.HoldState;
import java.util.Map;

/** How the events of clients' holds change a book. */
final class EvolveHolds {
    private EvolveHolds() {}

    static void register(Map<String, Evolve.Handler<Message>> handlers) {
        Evolve.put(handlers, FundsHeld.class, EvolveHolds::placed);
        Evolve.put(handlers, HeldFundsCaptured.class, EvolveHolds::captured);
        Evolve.put(handlers, HeldFundsReleased.class, EvolveHolds::released);
        Evolve.put(handlers, HeldFundsExpired.class, EvolveHolds::expired);
    }

    private static void placed(BookState state, Fold fold, FundsHeld event) {
        Evolve.hold(state, event.getHold());
        LimitRules.counted(state, fold, event.getHold());
        state.holds()
                .save(
                        HoldState.newBuilder()
                                .setHoldId(event.getHoldId())
                                .setAccountId(event.getHold().getAccountId())
                                .setCurrency(event.getHold().getCurrency())
                                .setCounterpartyId(event.getCounterpartyId())
                                .setHeldMinor(event.getHold().getAmountMinor())
                                .setExpiresMicros(event.getExpiresMicros())
                                .setStage(HoldStage.HOLD_HELD)
                                .setPlaced(fold.reference())
                                .setPlacedMicros(fold.record().recordedMicros())
                                .build());
    }

    private static void captured(BookState state, Fold fold, HeldFundsCaptured event) {
        HoldState.Builder next =
                released(state, event.getHoldId(), event.getRelease(), event.getAmountMinor());
        Evolve.post(state, event.getPostingsList());
        state.holds()
                .save(
                        next.setCapturedMinor(event.getCapturedTotalMinor())
                                .setStage(
                                        event.getFinal()
                                                ? HoldStage.HOLD_CAPTURED
                                                : HoldStage.HOLD_HELD)
                                .putCaptures(
                                        event.getCaptureId(),
                                        fold.reference().toBuilder()
                                                .setAmountMinor(event.getAmountMinor())
                                                .build())
                                .build());
    }

    private static void released(BookState state, Fold fold, HeldFundsReleased event) {
        HoldState.Builder next = released(state, event.getHoldId(), event.getRelease(), 0);
        state.holds()
                .save(
                        next.setStage(
                                        next.getCapturedMinor() > 0
                                                ? HoldStage.HOLD_CAPTURED
                                                : HoldStage.HOLD_RELEASED)
                                .build());
    }

    private static void expired(BookState state, Fold fold, HeldFundsExpired event) {
        HoldState.Builder next = released(state, event.getHoldId(), event.getRelease(), 0);
        state.holds().save(next.setStage(HoldStage.HOLD_EXPIRED).build());
    }

    /** What is released and not captured with it counts against no spending limit any more. */
    private static HoldState.Builder released(
            BookState state, String holdId, HoldChange release, long capturedMinor) {
        Evolve.hold(state, release);
        HoldState hold = state.holds().require(holdId);
        HoldState.Builder next =
                hold.toBuilder().setCapturedMinor(hold.getCapturedMinor() + capturedMinor);
        LimitRules.givenBack(state, next.build(), -release.getAmountMinor() - capturedMinor);
        return next.setHeldMinor(next.getHeldMinor() + release.getAmountMinor());
    }
}
