package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.interbook.v1.InterbookAcknowledged;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferClosed;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.store.v1.IncomingTransfer;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.contract.store.v1.OutgoingTransfer;
import java.util.Map;

/** How money between books changes one of them. */
final class EvolveInterbook {
    private EvolveInterbook() {}

    static void register(Map<String, Evolve.Handler<Message>> handlers) {
        Evolve.put(handlers, InterbookTransferStarted.class, EvolveInterbook::started);
        Evolve.put(handlers, InterbookTransferSettled.class, EvolveInterbook::settled);
        Evolve.put(handlers, InterbookTransferReleased.class, EvolveInterbook::released);
        Evolve.put(handlers, InterbookTransferClosed.class, EvolveInterbook::closed);
        Evolve.put(handlers, InterbookCredited.class, EvolveInterbook::credited);
        Evolve.put(handlers, InterbookRefused.class, EvolveInterbook::refused);
        Evolve.put(handlers, InterbookAcknowledged.class, EvolveInterbook::acknowledged);
    }

    private static void started(BookState state, Fold fold, InterbookTransferStarted event) {
        Evolve.hold(state, event.getHold());
        LimitRules.counted(state, fold, event.getHold());
        Transfers.sent(state, fold, event.getTransferId());
        state.interbook()
                .save(
                        OutgoingTransfer.newBuilder()
                                .setTransferId(event.getTransferId())
                                .setFromAccountId(event.getHold().getAccountId())
                                .setToBook(event.getToBook())
                                .setToAccountId(event.getToAccountId())
                                .setAmountMinor(event.getHold().getAmountMinor())
                                .setCurrency(event.getHold().getCurrency())
                                .setDescription(event.getDescription())
                                .putAllMetadata(event.getMetadataMap())
                                .setStartedMicros(fold.record().recordedMicros())
                                .setStartedSequence(fold.record().sequence())
                                .setStage(OutgoingStage.OUTGOING_STARTED)
                                .build());
    }

    private static void settled(BookState state, Fold fold, InterbookTransferSettled event) {
        Evolve.hold(state, event.getRelease());
        Evolve.post(state, event.getPostingsList());
        stage(state, event.getTransferId(), OutgoingStage.OUTGOING_SETTLED);
    }

    private static void released(BookState state, Fold fold, InterbookTransferReleased event) {
        Evolve.hold(state, event.getRelease());
        LimitRules.givenBack(state, state.interbook().requireOutgoing(event.getTransferId()));
        stage(state, event.getTransferId(), OutgoingStage.OUTGOING_RELEASED);
    }

    private static void closed(BookState state, Fold fold, InterbookTransferClosed event) {
        state.interbook().close(event.getTransferId());
    }

    private static void credited(BookState state, Fold fold, InterbookCredited event) {
        Evolve.post(state, event.getPostingsList());
        state.interbook()
                .save(
                        IncomingTransfer.newBuilder()
                                .setFromBook(event.getFromBook())
                                .setTransferId(event.getTransferId())
                                .setCredited(true)
                                .build());
    }

    private static void refused(BookState state, Fold fold, InterbookRefused event) {
        state.interbook()
                .save(
                        IncomingTransfer.newBuilder()
                                .setFromBook(event.getFromBook())
                                .setTransferId(event.getTransferId())
                                .setCode(event.getCode())
                                .putAllParameters(event.getParametersMap())
                                .setRefusal(fold.reference())
                                .build());
    }

    private static void acknowledged(BookState state, Fold fold, InterbookAcknowledged event) {
        state.interbook().acknowledge(event.getFromBook(), event.getTransferId());
    }

    private static void stage(BookState state, String transferId, OutgoingStage stage) {
        OutgoingTransfer transfer = state.interbook().requireOutgoing(transferId);
        state.interbook().save(transfer.toBuilder().setStage(stage).build());
    }
}
