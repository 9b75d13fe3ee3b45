package dev.weir.jobs;

import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.views.v1.TransferLeg;
import dev.weir.contract.views.v1.TransferView;

/** A transfer as one row: it never changes behind its event. */
final class TransferViews {
    private TransferViews() {}

    /**
     * @param kind as EntryView says it
     */
    static TransferView of(EventMeta meta, TransferPosted event, String kind) {
        String currency = event.getPostingsCount() == 0 ? "" : event.getPostings(0).getCurrency();
        TransferView.Builder view =
                TransferView.newBuilder()
                        .setBook(meta.book())
                        .setTransferId(event.getTransferId())
                        .setSequence(meta.sequence())
                        .setKind(kind)
                        .setCurrency(currency)
                        .setDescription(event.getDescription())
                        .putAllMetadata(event.getMetadataMap())
                        .setReversesTransferId(event.getReversesTransferId())
                        .setCorrectsTransferId(event.getCorrectsTransferId())
                        .setBy(meta.by())
                        .setOccurredAt(meta.occurred())
                        .setRecordedAt(meta.recorded());
        long credited = 0;
        for (Posting posting : event.getPostingsList()) {
            view.addLegs(
                    TransferLeg.newBuilder()
                            .setAccountId(posting.getAccountId())
                            .setAmountMinor(posting.getAmountMinor())
                            .setCurrency(posting.getCurrency()));
            if (posting.getAmountMinor() > 0 && posting.getCurrency().equals(currency)) {
                credited = saturated(credited, posting.getAmountMinor());
            }
        }
        return view.setAmountMinor(credited).build();
    }

    /** Legs beyond 64 bits sum to zero nowhere: their accounts are unsound, this row only shows. */
    private static long saturated(long sum, long amount) {
        long next = sum + amount;
        return next < 0 ? Long.MAX_VALUE : next;
    }
}
