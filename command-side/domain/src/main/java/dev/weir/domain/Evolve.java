package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.book.v1.TestClockMoved;
import dev.weir.contract.ledger.v1.AccountClosed;
import dev.weir.contract.ledger.v1.AccountFrozen;
import dev.weir.contract.ledger.v1.AccountMetadataSet;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.AccountUnfrozen;
import dev.weir.contract.ledger.v1.CurrencyDefined;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.OverdraftChanged;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.limits.v1.SpendingLimitRemoved;
import dev.weir.contract.limits.v1.SpendingLimitSet;
import dev.weir.contract.log.EventTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How each event changes a book. Amounts are taken as they stand in the event: the fold adds
 * nothing up itself.
 */
final class Evolve {
    /** Changes the state by an event of one type. */
    @FunctionalInterface
    interface Handler<E extends Message> {
        void on(BookState state, Fold fold, E event);
    }

    private static final Map<String, Handler<Message>> HANDLERS = handlers();

    /** Events of a book that leave its folded state as it is: facts for readers of the log. */
    static final Set<String> IGNORED =
            Set.of(
                    "weir.payments.v1.PaymentChallenged",
                    "weir.signals.v1.SessionSummarised",
                    "weir.signals.v1.LoginFailed",
                    "weir.signals.v1.TerminalHealthChanged",
                    "weir.signals.v1.ContactChanged",
                    "weir.signals.v1.PayeeAdded",
                    "weir.signals.v1.DeviceAdded",
                    "weir.lists.v1.BookListEntriesAdded",
                    "weir.lists.v1.BookListEntriesRemoved",
                    "weir.book.v1.TimeAdvanced",
                    "weir.book.v1.CommandRefused",
                    "weir.book.v1.BatchCompleted");

    private Evolve() {}

    static Set<String> handled() {
        return HANDLERS.keySet();
    }

    static void apply(BookState state, Fold fold, Message event) {
        String type = EventTypes.nameOf(event);
        Handler<Message> handler = HANDLERS.get(type);
        if (handler != null) {
            handler.on(state, fold, event);
        } else if (!IGNORED.contains(type)) {
            throw new IllegalStateException(
                    "book " + state.id() + ": " + type + " is no event of a book");
        }
    }

    static void post(BookState state, List<Posting> postings) {
        for (Posting posting : postings) {
            Account account = state.requireAccount(posting.getAccountId());
            state.save(
                    account.standing(posting.getBalanceAfterMinor(), posting.getHeldAfterMinor()));
        }
    }

    static void hold(BookState state, HoldChange change) {
        Account account = state.requireAccount(change.getAccountId());
        state.save(account.standing(account.balanceMinor(), change.getHeldAfterMinor()));
    }

    private static Map<String, Handler<Message>> handlers() {
        Map<String, Handler<Message>> handlers = new HashMap<>();
        put(handlers, AccountOpened.class, Evolve::opened);
        put(handlers, AccountFrozen.class, Evolve::frozen);
        put(handlers, AccountUnfrozen.class, Evolve::unfrozen);
        put(handlers, AccountClosed.class, Evolve::closed);
        put(handlers, OverdraftChanged.class, Evolve::overdraft);
        put(handlers, AccountMetadataSet.class, Evolve::metadata);
        put(handlers, CurrencyDefined.class, Evolve::currency);
        put(handlers, SpendingLimitSet.class, Evolve::limited);
        put(handlers, SpendingLimitRemoved.class, Evolve::limitRemoved);
        put(handlers, TransferPosted.class, Evolve::posted);
        put(handlers, TestClockMoved.class, Evolve::clockMoved);
        put(handlers, IdempotencyKeysExpired.class, Evolve::keysExpired);
        EvolvePayments.register(handlers);
        EvolveHolds.register(handlers);
        EvolveInterbook.register(handlers);
        EvolveCases.register(handlers);
        return Map.copyOf(handlers);
    }

    static <E extends Message> void put(
            Map<String, Handler<Message>> handlers, Class<E> type, Handler<E> handler) {
        String name =
                com.google.protobuf.Internal.getDefaultInstance(type)
                        .getDescriptorForType()
                        .getFullName();
        handlers.put(name, (state, fold, event) -> handler.on(state, fold, type.cast(event)));
    }

    private static void opened(BookState state, Fold fold, AccountOpened event) {
        state.save(Account.of(event));
        state.currencies().used(event.getCurrency());
        state.saveAccountOpening(event.getAccountId(), fold.reference());
    }

    private static void frozen(BookState state, Fold fold, AccountFrozen event) {
        state.save(
                state.requireAccount(event.getAccountId())
                        .with(Account.Status.frozen(event.getScope())));
    }

    private static void unfrozen(BookState state, Fold fold, AccountUnfrozen event) {
        state.save(state.requireAccount(event.getAccountId()).with(Account.Status.OPEN));
    }

    private static void closed(BookState state, Fold fold, AccountClosed event) {
        state.save(state.requireAccount(event.getAccountId()).with(Account.Status.CLOSED));
    }

    private static void posted(BookState state, Fold fold, TransferPosted event) {
        post(state, event.getPostingsList());
        Transfers.posted(state, fold, event);
        LimitRules.counted(state, fold, event);
    }

    private static void overdraft(BookState state, Fold fold, OverdraftChanged event) {
        state.save(
                state.requireAccount(event.getAccountId())
                        .withOverdraft(
                                event.getOverdraftLimitMinor(), event.getOverdraftUnlimited()));
    }

    /** The entries are for the views; that they changed is a change of the account. */
    private static void metadata(BookState state, Fold fold, AccountMetadataSet event) {
        state.save(state.requireAccount(event.getAccountId()));
    }

    private static void currency(BookState state, Fold fold, CurrencyDefined event) {
        state.currencies().define(event.getCurrency(), event.getDecimals());
    }

    private static void limited(BookState state, Fold fold, SpendingLimitSet event) {
        state.limits().set(event, fold.record().sequence());
    }

    private static void limitRemoved(BookState state, Fold fold, SpendingLimitRemoved event) {
        state.limits().remove(event.getLimitId());
    }

    private static void clockMoved(BookState state, Fold fold, TestClockMoved event) {
        state.moveClock(event.getNowMicros());
    }

    private static void keysExpired(BookState state, Fold fold, IdempotencyKeysExpired event) {
        state.keys().forget(event.getRecordedBeforeMicros());
    }
}
