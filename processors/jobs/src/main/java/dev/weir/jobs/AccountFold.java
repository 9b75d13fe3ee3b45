package dev.weir.jobs;

import dev.weir.contract.ledger.v1.AccountClosed;
import dev.weir.contract.ledger.v1.AccountFrozen;
import dev.weir.contract.ledger.v1.AccountMetadataSet;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.AccountUnfrozen;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.OverdraftChanged;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.views.v1.AccountChangeView;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldChangeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Accounts and entries of a book. It adds up every account by itself and compares with what the
 * event says: where they differ, the account shows the event's figures and is unsound from then on,
 * for good; the fold goes on from the event's figures, so that one slip is not told again and
 * again.
 */
final class AccountFold {
    private final ViewStore store;
    private final Changes changes;

    /** Hold changes of this event so far. */
    private int holds;

    AccountFold(ViewStore store, Changes changes) {
        this.store = store;
        this.changes = changes;
    }

    void opened(EventMeta meta, AccountOpened event) {
        boolean known = store.account(event.getAccountId()).isPresent();
        AccountView.Builder account =
                AccountView.newBuilder()
                        .setBook(meta.book())
                        .setAccountId(event.getAccountId())
                        .setCurrency(event.getCurrency())
                        .setKind(event.getKind())
                        .setStatus(AccountStatus.OPEN)
                        .setOverdraftLimitMinor(event.getOverdraftLimitMinor())
                        .setOverdraftUnlimited(event.getOverdraftUnlimited())
                        .setCustomerId(event.getCustomerId())
                        .putAllMetadata(event.getMetadataMap())
                        .setOpenedAt(meta.recorded())
                        .setUnsound(known);
        if (event.hasDecimals()) {
            account.setDecimals(event.getDecimals());
        }
        change(meta, "AccountOpened", "", account);
    }

    void frozen(EventMeta meta, AccountFrozen event) {
        AccountStatus status =
                switch (event.getScope()) {
                    case DEBITS -> AccountStatus.FROZEN_DEBITS;
                    case CREDITS -> AccountStatus.FROZEN_CREDITS;
                    case BOTH, FREEZE_SCOPE_UNSPECIFIED, UNRECOGNIZED -> AccountStatus.FROZEN;
                };
        change(
                meta,
                "AccountFrozen",
                event.getReason(),
                existing(meta, event.getAccountId()).setStatus(status));
    }

    void overdraft(EventMeta meta, OverdraftChanged event) {
        change(
                meta,
                "OverdraftChanged",
                "",
                existing(meta, event.getAccountId())
                        .setOverdraftLimitMinor(event.getOverdraftLimitMinor())
                        .setOverdraftUnlimited(event.getOverdraftUnlimited()));
    }

    void metadata(EventMeta meta, AccountMetadataSet event) {
        change(
                meta,
                "AccountMetadataSet",
                "",
                existing(meta, event.getAccountId())
                        .clearMetadata()
                        .putAllMetadata(event.getMetadataMap()));
    }

    void unfrozen(EventMeta meta, AccountUnfrozen event) {
        change(
                meta,
                "AccountUnfrozen",
                event.getReason(),
                existing(meta, event.getAccountId()).setStatus(AccountStatus.OPEN));
    }

    void closed(EventMeta meta, AccountClosed event) {
        AccountView.Builder account = existing(meta, event.getAccountId());
        if (account.getBalanceMinor() != 0 || account.getHeldMinor() != 0) {
            account.setUnsound(true);
        }
        change(meta, "AccountClosed", event.getReason(), account.setStatus(AccountStatus.CLOSED));
    }

    /**
     * The account itself changed: it is kept, and the change stands in its history.
     *
     * @param kind name of the event's message
     * @param account as it is after it
     */
    private void change(EventMeta meta, String kind, String reason, AccountView.Builder account) {
        keep(meta, account);
        changes.change(
                AccountChangeView.newBuilder()
                        .setBook(meta.book())
                        .setSequence(meta.sequence())
                        .setAccountId(account.getAccountId())
                        .setKind(kind)
                        .setStatus(account.getStatus())
                        .setReason(reason)
                        .setBy(meta.by())
                        .setOverdraftLimitMinor(account.getOverdraftLimitMinor())
                        .setOverdraftUnlimited(account.getOverdraftUnlimited())
                        .putAllMetadata(account.getMetadataMap())
                        .setOccurredAt(meta.occurred())
                        .setRecordedAt(meta.recorded())
                        .build());
    }

    /** A hold placed or released. */
    void held(EventMeta meta, HoldChange change) {
        AccountView.Builder account = existing(meta, change.getAccountId());
        check(account, change.getCurrency(), 0, change.getAmountMinor());
        settle(account, change.getBalanceAfterMinor(), change.getHeldAfterMinor());
        keep(meta, account);
        changes.holdChange(
                HoldChangeView.newBuilder()
                        .setBook(meta.book())
                        .setSequence(meta.sequence())
                        .setLeg(holds++)
                        .setAccountId(change.getAccountId())
                        .setCurrency(change.getCurrency())
                        .setAmountMinor(change.getAmountMinor())
                        .setHeldAfterMinor(change.getHeldAfterMinor())
                        .setTransactionId(meta.subject())
                        .setOccurredAt(meta.occurred())
                        .setRecordedAt(meta.recorded())
                        .build());
    }

    /**
     * The legs of one event.
     *
     * @param kind as EntryView says it
     * @param transaction the transfer or the payment
     */
    void posted(
            EventMeta meta,
            List<Posting> postings,
            String kind,
            String transaction,
            String description) {
        posted(
                meta,
                postings,
                EntryView.newBuilder()
                        .setKind(kind)
                        .setTransactionId(transaction)
                        .setDescription(description)
                        .build());
    }

    /**
     * The legs of one event.
     *
     * @param transaction what the entries have in common: the transfer's or the payment's id, the
     *     kind, and what is told of it
     */
    void posted(EventMeta meta, List<Posting> postings, EntryView transaction) {
        boolean balanced = sumsToZero(postings);
        for (int leg = 0; leg < postings.size(); leg++) {
            Posting posting = postings.get(leg);
            AccountView.Builder account = existing(meta, posting.getAccountId());
            check(account, posting.getCurrency(), posting.getAmountMinor(), 0);
            settle(account, posting.getBalanceAfterMinor(), posting.getHeldAfterMinor());
            if (!balanced) {
                account.setUnsound(true);
            }
            keep(meta, account);
            EntryView.Builder entry =
                    transaction.toBuilder()
                            .setBook(meta.book())
                            .setSequence(meta.sequence())
                            .setLeg(leg)
                            .setAccountId(posting.getAccountId())
                            .setCurrency(posting.getCurrency())
                            .setAmountMinor(posting.getAmountMinor())
                            .setBalanceAfterMinor(posting.getBalanceAfterMinor())
                            .setHeldAfterMinor(posting.getHeldAfterMinor())
                            .setOccurredAt(meta.occurred())
                            .setRecordedAt(meta.recorded());
            if (account.hasDecimals()) {
                entry.setDecimals(account.getDecimals());
            }
            changes.entry(entry.build());
        }
    }

    /** Decimals of the account's currency; empty: those of ISO 4217, else 2. */
    OptionalInt decimals(String accountId) {
        return store.account(accountId)
                .filter(AccountView::hasDecimals)
                .map(account -> OptionalInt.of(account.getDecimals()))
                .orElse(OptionalInt.empty());
    }

    /** Something else about the account does not follow from the log. */
    void unsound(EventMeta meta, String accountId) {
        keep(meta, existing(meta, accountId).setUnsound(true));
    }

    /** Adds to the account's figures what the event says it did; see {@link #settle}. */
    private static void check(
            AccountView.Builder account, String currency, long balanceChange, long heldChange) {
        try {
            account.setBalanceMinor(Math.addExact(account.getBalanceMinor(), balanceChange));
            account.setHeldMinor(Math.addExact(account.getHeldMinor(), heldChange));
        } catch (ArithmeticException overflow) {
            account.setUnsound(true);
        }
        if (!account.getCurrency().equals(currency)
                || account.getStatus() == AccountStatus.CLOSED) {
            account.setUnsound(true);
        }
    }

    /** Compares the figures with the event's and takes the event's. */
    private static void settle(AccountView.Builder account, long balanceAfter, long heldAfter) {
        if (account.getBalanceMinor() != balanceAfter
                || account.getHeldMinor() != heldAfter
                || heldAfter < 0) {
            account.setUnsound(true);
        }
        account.setBalanceMinor(balanceAfter).setHeldMinor(heldAfter);
    }

    private static boolean sumsToZero(List<Posting> postings) {
        Map<String, Long> sums = new HashMap<>();
        try {
            for (Posting posting : postings) {
                sums.merge(posting.getCurrency(), posting.getAmountMinor(), Math::addExact);
            }
        } catch (ArithmeticException overflow) {
            return false;
        }
        return sums.values().stream().allMatch(sum -> sum == 0);
    }

    /** An account that was never opened is shown all the same, unsound. */
    private AccountView.Builder existing(EventMeta meta, String accountId) {
        return store.account(accountId)
                .map(AccountView::toBuilder)
                .orElseGet(
                        () ->
                                AccountView.newBuilder()
                                        .setBook(meta.book())
                                        .setAccountId(accountId)
                                        .setUnsound(true));
    }

    private void keep(EventMeta meta, AccountView.Builder account) {
        long available;
        try {
            available = Math.subtractExact(account.getBalanceMinor(), account.getHeldMinor());
        } catch (ArithmeticException overflow) {
            available = Long.MIN_VALUE;
            account.setUnsound(true);
        }
        AccountView view =
                account.setSequence(meta.sequence())
                        .setAvailableMinor(available)
                        .setUpdatedAt(meta.recorded())
                        .build();
        store.put(view);
        changes.account(view);
    }
}
