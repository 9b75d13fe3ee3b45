package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.store.v1.CommandReference;
import dev.weir.contract.store.v1.TransferLeg;
import dev.weir.contract.store.v1.TransferState;

/** What a book keeps of a transfer for ever: its command, its legs, and what was given back. */
final class Transfers {
    private Transfers() {}

    static void posted(BookState state, Fold fold, TransferPosted event) {
        TransferState.Builder kept = kept(fold);
        if (event.getKind() != TransferKind.REVERSAL) {
            event.getPostingsList().forEach(posting -> kept.addLegs(leg(posting)));
        }
        state.save(event.getTransferId(), kept.build());
        if (event.getKind() == TransferKind.REVERSAL) {
            givenBack(state, event);
        }
    }

    /** One to another book: its id is taken, and it is not given back here. */
    static void sent(BookState state, Fold fold, String transferId) {
        state.save(transferId, kept(fold).build());
    }

    private static TransferState.Builder kept(Fold fold) {
        CommandReference reference = fold.reference();
        return TransferState.newBuilder()
                .setCommandHash(reference.getCommandHash())
                .setSequence(reference.getSequence())
                .setRecordHash(reference.getRecordHash());
    }

    /**
     * Changes the index alone: while that does not know the original, its rebuild comes by here.
     */
    private static void givenBack(BookState state, TransferPosted reversal) {
        if (!state.isTransferKnown(reversal.getReversesTransferId())) {
            return;
        }
        TransferState original =
                state.transfer(reversal.getReversesTransferId())
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the log reverses transfer "
                                                        + reversal.getReversesTransferId()
                                                        + ", which was not posted"));
        TransferState.Builder next = original.toBuilder();
        if (isDivisible(original)) {
            next.setReversedMinor(
                    original.getReversedMinor()
                            + Math.abs(reversal.getPostings(0).getAmountMinor()));
            next.setReversed(leftMinor(next.build()) == 0);
        } else {
            next.setReversed(true);
        }
        state.save(reversal.getReversesTransferId(), next.build());
    }

    /** Whether a part of it can be given back: one debit and one credit. */
    static boolean isDivisible(TransferState transfer) {
        return transfer.getLegsCount() == 2;
    }

    /** Of a divisible transfer: what is left to give back, minor units. */
    static long leftMinor(TransferState transfer) {
        return Math.abs(transfer.getLegs(0).getAmountMinor()) - transfer.getReversedMinor();
    }

    /** Where the outcome of its command stands. */
    static CommandReference reference(TransferState transfer) {
        return CommandReference.newBuilder()
                .setCommandHash(transfer.getCommandHash())
                .setSequence(transfer.getSequence())
                .setRecordHash(transfer.getRecordHash())
                .build();
    }

    static TransferState parse(byte[] bytes) {
        try {
            return TransferState.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no transfer where one should be", e);
        }
    }

    private static TransferLeg leg(Posting posting) {
        return TransferLeg.newBuilder()
                .setAccountId(posting.getAccountId())
                .setAmountMinor(posting.getAmountMinor())
                .setCurrency(posting.getCurrency())
                .build();
    }
}
