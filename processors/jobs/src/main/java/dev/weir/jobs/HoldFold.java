package dev.weir.jobs;

import dev.weir.contract.holds.v1.FundsHeld;
import dev.weir.contract.holds.v1.HeldFundsCaptured;
import dev.weir.contract.holds.v1.HeldFundsExpired;
import dev.weir.contract.holds.v1.HeldFundsReleased;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.views.v1.HoldStatus;
import dev.weir.contract.views.v1.HoldView;

/** Clients' holds of a book, and through {@link AccountFold} what they do to accounts. */
final class HoldFold {
    private final ViewStore store;
    private final Changes changes;
    private final AccountFold accounts;

    HoldFold(ViewStore store, Changes changes, AccountFold accounts) {
        this.store = store;
        this.changes = changes;
        this.accounts = accounts;
    }

    void placed(EventMeta meta, FundsHeld event) {
        HoldChange hold = event.getHold();
        hold(meta, event.hasHold(), hold);
        HoldView.Builder view =
                HoldView.newBuilder()
                        .setBook(meta.book())
                        .setHoldId(event.getHoldId())
                        .setStatus(HoldStatus.HOLD_OPEN)
                        .setAccountId(hold.getAccountId())
                        .setCounterpartyId(event.getCounterpartyId())
                        .setAmountMinor(hold.getAmountMinor())
                        .setCurrency(hold.getCurrency())
                        .setHeldMinor(hold.getAmountMinor())
                        .setDescription(event.getDescription())
                        .putAllMetadata(event.getMetadataMap())
                        .setOccurredAt(meta.occurred())
                        .setPlacedAt(meta.recorded());
        if (event.getExpiresMicros() > 0) {
            view.setExpiresAt(EventMeta.timestamp(event.getExpiresMicros()));
        }
        keep(meta, view);
    }

    void captured(EventMeta meta, HeldFundsCaptured event) {
        HoldView.Builder view =
                freed(meta, event.getHoldId(), event.hasRelease(), event.getRelease());
        accounts.posted(meta, event.getPostingsList(), "CAPTURE", event.getHoldId(), "");
        view.setCapturedMinor(event.getCapturedTotalMinor());
        if (event.getFinal()) {
            view.setStatus(HoldStatus.HOLD_CAPTURED);
        }
        keep(meta, view);
    }

    void released(EventMeta meta, HeldFundsReleased event) {
        ended(
                meta,
                freed(meta, event.getHoldId(), event.hasRelease(), event.getRelease()),
                HoldStatus.HOLD_RELEASED);
    }

    void expired(EventMeta meta, HeldFundsExpired event) {
        ended(
                meta,
                freed(meta, event.getHoldId(), event.hasRelease(), event.getRelease()),
                HoldStatus.HOLD_EXPIRED);
    }

    /** What was captured before stays captured. */
    private void ended(EventMeta meta, HoldView.Builder view, HoldStatus uncaptured) {
        keep(
                meta,
                view.setStatus(
                        view.getCapturedMinor() > 0 ? HoldStatus.HOLD_CAPTURED : uncaptured));
    }

    private HoldView.Builder freed(
            EventMeta meta, String holdId, boolean present, HoldChange release) {
        hold(meta, present, release);
        HoldView.Builder view = existing(meta, holdId);
        return view.setHeldMinor(view.getHeldMinor() + release.getAmountMinor());
    }

    private void hold(EventMeta meta, boolean present, HoldChange change) {
        if (present) {
            accounts.held(meta, change);
        }
    }

    private HoldView.Builder existing(EventMeta meta, String holdId) {
        return store.hold(holdId)
                .map(HoldView::toBuilder)
                .orElseGet(
                        () -> {
                            changes.markBook();
                            return HoldView.newBuilder().setBook(meta.book()).setHoldId(holdId);
                        });
    }

    private void keep(EventMeta meta, HoldView.Builder hold) {
        accounts.decimals(hold.getAccountId()).ifPresent(hold::setDecimals);
        HoldView view = hold.setSequence(meta.sequence()).setUpdatedAt(meta.recorded()).build();
        store.put(view);
        changes.hold(view);
    }
}
