package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The run of events that a command is about to write, and the accounts as they stand after it. */
final class Draft {
    private final BookState state;
    private final long occurredMicros;
    private final Map<String, Account> touched = new HashMap<>();
    private final List<NewEvent> events = new ArrayList<>();

    Draft(BookState state, long occurredMicros) {
        this.state = state;
        this.occurredMicros = occurredMicros;
    }

    BookState state() {
        return state;
    }

    boolean has(String accountId) {
        return touched.containsKey(accountId) || state.account(accountId).isPresent();
    }

    Account account(String accountId) {
        Account mine = touched.get(accountId);
        return mine != null ? mine : state.requireAccount(accountId);
    }

    void add(Message event, String subject) {
        events.add(new NewEvent(event, subject, occurredMicros));
    }

    void add(Message event, String subject, long otherOccurredMicros) {
        events.add(new NewEvent(event, subject, otherOccurredMicros));
    }

    /** Opens an account as a part of this run. */
    void open(AccountOpened event) {
        touched.put(event.getAccountId(), Account.of(event));
        AccountOpened complete =
                event.toBuilder()
                        .setDecimals(state.currencies().decimals(event.getCurrency()))
                        .build();
        add(complete, event.getAccountId());
    }

    /**
     * The account that balances what enters or leaves the book, opened if it is not there: {@code
     * clearing:NAME}, or {@code clearing:NAME:CURRENCY} where the first is in another currency.
     */
    String clearing(String name, String currency) {
        String accountId = "clearing:" + name;
        if (has(accountId) && !account(accountId).currency().equals(currency)) {
            accountId = accountId + ":" + currency;
        }
        return system(accountId, currency);
    }

    /** The account that opening balances come from, opened if it is not there. */
    String opening(String currency) {
        return system("opening:" + currency, currency);
    }

    /** The account that holds the book's position in a currency, opened if it is not there. */
    String position(String currency) {
        return system("fx:" + currency, currency);
    }

    /** The account through which money goes to another book, or comes from it. */
    String transit(String otherBook, String currency) {
        return system(Interbook.transitAccount(otherBook, currency), currency);
    }

    private String system(String accountId, String currency) {
        if (!has(accountId)) {
            open(
                    AccountOpened.newBuilder()
                            .setAccountId(accountId)
                            .setCurrency(currency)
                            .setKind(AccountKind.SYSTEM)
                            .setOverdraftUnlimited(true)
                            .build());
        }
        return accountId;
    }

    /** One leg; the caller has checked {@link Account#canPost}. */
    Posting post(String accountId, long amountMinor) {
        Account before = account(accountId);
        Account after =
                before.standing(
                        Math.addExact(before.balanceMinor(), amountMinor), before.heldMinor());
        touched.put(accountId, after);
        return Posting.newBuilder()
                .setAccountId(accountId)
                .setAmountMinor(amountMinor)
                .setCurrency(after.currency())
                .setBalanceAfterMinor(after.balanceMinor())
                .setHeldAfterMinor(after.heldMinor())
                .build();
    }

    /**
     * Places a hold (above zero) or releases one (below zero); the caller has checked {@link
     * Account#canHold}.
     */
    HoldChange hold(String accountId, long amountMinor) {
        Account before = account(accountId);
        Account after =
                before.standing(
                        before.balanceMinor(), Math.addExact(before.heldMinor(), amountMinor));
        touched.put(accountId, after);
        return HoldChange.newBuilder()
                .setAccountId(accountId)
                .setAmountMinor(amountMinor)
                .setCurrency(after.currency())
                .setBalanceAfterMinor(after.balanceMinor())
                .setHeldAfterMinor(after.heldMinor())
                .build();
    }

    /** What was added so far. */
    List<NewEvent> events() {
        return List.copyOf(events);
    }

    Outcome.Accepted accepted() {
        String id = events.isEmpty() ? "" : events.getLast().subject();
        return new Outcome.Accepted(events, id);
    }
}
