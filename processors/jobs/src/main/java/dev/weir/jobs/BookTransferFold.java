package dev.weir.jobs;

import dev.weir.contract.interbook.v1.InterbookAcknowledged;
import dev.weir.contract.interbook.v1.InterbookCredited;
import dev.weir.contract.interbook.v1.InterbookRefused;
import dev.weir.contract.interbook.v1.InterbookTransferClosed;
import dev.weir.contract.interbook.v1.InterbookTransferReleased;
import dev.weir.contract.interbook.v1.InterbookTransferSettled;
import dev.weir.contract.interbook.v1.InterbookTransferStarted;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.contract.views.v1.BookTransferStatus;
import dev.weir.contract.views.v1.BookTransferView;

/** Money between a book and others, and through {@link AccountFold} what it does to accounts. */
final class BookTransferFold {
    private static final String KIND = "BOOK_TRANSFER";

    private final ViewStore store;
    private final Changes changes;
    private final AccountFold accounts;

    BookTransferFold(ViewStore store, Changes changes, AccountFold accounts) {
        this.store = store;
        this.changes = changes;
        this.accounts = accounts;
    }

    void started(EventMeta meta, InterbookTransferStarted event) {
        if (event.hasHold()) {
            accounts.held(meta, event.getHold());
        }
        keep(
                meta,
                fresh(
                                meta,
                                BookTransferDirection.OUTGOING,
                                event.getToBook(),
                                event.getTransferId())
                        .setStatus(BookTransferStatus.STARTED)
                        .setFromAccountId(event.getHold().getAccountId())
                        .setToAccountId(event.getToAccountId())
                        .setAmountMinor(event.getHold().getAmountMinor())
                        .setCurrency(event.getHold().getCurrency())
                        .setDescription(event.getDescription())
                        .putAllMetadata(event.getMetadataMap()));
    }

    void settled(EventMeta meta, InterbookTransferSettled event) {
        if (event.hasRelease()) {
            accounts.held(meta, event.getRelease());
        }
        BookTransferView.Builder view = outgoing(meta, event.getToBook(), event.getTransferId());
        accounts.posted(
                meta, event.getPostingsList(), KIND, event.getTransferId(), view.getDescription());
        keep(meta, view.setStatus(BookTransferStatus.SETTLED));
    }

    void released(EventMeta meta, InterbookTransferReleased event) {
        if (event.hasRelease()) {
            accounts.held(meta, event.getRelease());
        }
        keep(
                meta,
                outgoing(meta, event.getToBook(), event.getTransferId())
                        .setStatus(BookTransferStatus.RELEASED)
                        .setCode(event.getCode())
                        .putAllParameters(event.getParametersMap()));
    }

    void closed(EventMeta meta, InterbookTransferClosed event) {
        keep(meta, outgoing(meta, event.getToBook(), event.getTransferId()).setClosed(true));
    }

    void credited(EventMeta meta, InterbookCredited event) {
        accounts.posted(
                meta, event.getPostingsList(), KIND, event.getTransferId(), event.getDescription());
        BookTransferView.Builder view =
                fresh(
                                meta,
                                BookTransferDirection.INCOMING,
                                event.getFromBook(),
                                event.getTransferId())
                        .setStatus(BookTransferStatus.CREDITED)
                        .setFromAccountId(event.getFromAccountId())
                        .setAmountMinor(event.getAmountMinor())
                        .setDescription(event.getDescription())
                        .putAllMetadata(event.getMetadataMap());
        if (event.getPostingsCount() > 0) {
            Posting credit = event.getPostings(event.getPostingsCount() - 1);
            view.setToAccountId(credit.getAccountId()).setCurrency(credit.getCurrency());
        }
        keep(meta, view);
    }

    void refused(EventMeta meta, InterbookRefused event) {
        keep(
                meta,
                fresh(
                                meta,
                                BookTransferDirection.INCOMING,
                                event.getFromBook(),
                                event.getTransferId())
                        .setStatus(BookTransferStatus.REFUSED)
                        .setCode(event.getCode())
                        .putAllParameters(event.getParametersMap()));
    }

    void acknowledged(EventMeta meta, InterbookAcknowledged event) {
        keep(
                meta,
                existing(
                                meta,
                                BookTransferDirection.INCOMING,
                                event.getFromBook(),
                                event.getTransferId())
                        .setClosed(true));
    }

    private BookTransferView.Builder outgoing(EventMeta meta, String toBook, String transferId) {
        return existing(meta, BookTransferDirection.OUTGOING, toBook, transferId);
    }

    private static BookTransferView.Builder fresh(
            EventMeta meta, BookTransferDirection direction, String otherBook, String transferId) {
        return BookTransferView.newBuilder()
                .setBook(meta.book())
                .setDirection(direction)
                .setOtherBook(otherBook)
                .setTransferId(transferId)
                .setOccurredAt(meta.occurred())
                .setStartedAt(meta.recorded());
    }

    private BookTransferView.Builder existing(
            EventMeta meta, BookTransferDirection direction, String otherBook, String transferId) {
        return store.bookTransfer(ViewKeys.bookTransfer(direction, otherBook, transferId))
                .map(BookTransferView::toBuilder)
                .orElseGet(
                        () -> {
                            changes.markBook();
                            return fresh(meta, direction, otherBook, transferId);
                        });
    }

    private void keep(EventMeta meta, BookTransferView.Builder transfer) {
        String own =
                transfer.getDirection() == BookTransferDirection.OUTGOING
                        ? transfer.getFromAccountId()
                        : transfer.getToAccountId();
        accounts.decimals(own).ifPresent(transfer::setDecimals);
        BookTransferView view =
                transfer.setSequence(meta.sequence()).setUpdatedAt(meta.recorded()).build();
        store.put(view);
        changes.bookTransfer(view);
    }
}
