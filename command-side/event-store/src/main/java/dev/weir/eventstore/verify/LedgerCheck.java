package dev.weir.eventstore.verify;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Folds the postings and holds of one book from the log alone, whatever event carries them:
 * postings of an event sum to zero per currency, and what each says of its account agrees with the
 * fold.
 */
final class LedgerCheck {
    private final String book;
    private final Findings findings;
    private final FactStore.Facts<AccountFold> accounts;
    private long postings;
    private long holdChanges;

    /** An account as the log says it must be, in minor units. */
    static final class AccountFold {
        final String currency;
        long balanceMinor;
        long heldMinor;
        long lastSequence;

        AccountFold(String currency, long sequence) {
            this.currency = currency;
            this.lastSequence = sequence;
        }

        private String toText() {
            return balanceMinor + " " + heldMinor + " " + lastSequence + " " + currency;
        }

        private static AccountFold fromText(String text) {
            String[] parts = text.split(" ", 4);
            AccountFold account = new AccountFold(parts[3], Long.parseLong(parts[2]));
            account.balanceMinor = Long.parseLong(parts[0]);
            account.heldMinor = Long.parseLong(parts[1]);
            return account;
        }
    }

    LedgerCheck(String book, Findings findings, FactStore facts) {
        this.book = book;
        this.findings = findings;
        this.accounts = facts.facts(book, "account", AccountFold::toText, AccountFold::fromText);
    }

    FactStore.Facts<AccountFold> accounts() {
        return accounts;
    }

    long postings() {
        return postings;
    }

    long holdChanges() {
        return holdChanges;
    }

    void next(long sequence, Message event) {
        if (event instanceof AccountOpened opened) {
            open(sequence, opened);
            return;
        }
        Map<String, Long> sums = new HashMap<>();
        visit(sequence, event, sums);
        sums.forEach(
                (currency, sum) -> {
                    if (sum != 0) {
                        problem(
                                sequence,
                                "its postings in " + currency + " sum to " + sum + ", not to 0");
                    }
                });
    }

    private void open(long sequence, AccountOpened opened) {
        AccountFold fresh = new AccountFold(opened.getCurrency(), sequence);
        if (accounts.get(opened.getAccountId()).isPresent()) {
            problem(sequence, "account " + opened.getAccountId() + " is opened twice");
        } else {
            accounts.put(opened.getAccountId(), fresh);
        }
    }

    /** In the order of field numbers: a capture releases its hold before it posts. */
    private void visit(long sequence, Message message, Map<String, Long> sums) {
        if (message instanceof Posting posting) {
            post(sequence, posting, sums);
        } else if (message instanceof HoldChange change) {
            hold(sequence, change);
        } else {
            for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
                if (field.getValue() instanceof Message inner) {
                    visit(sequence, inner, sums);
                } else if (field.getValue() instanceof Collection<?> items) {
                    for (Object item : items) {
                        if (item instanceof Message inner) {
                            visit(sequence, inner, sums);
                        }
                    }
                }
            }
        }
    }

    private void post(long sequence, Posting posting, Map<String, Long> sums) {
        postings++;
        sums.merge(posting.getCurrency(), posting.getAmountMinor(), this::add);
        AccountFold account = account(sequence, posting.getAccountId(), posting.getCurrency());
        account.balanceMinor = add(account.balanceMinor, posting.getAmountMinor());
        agree(
                sequence,
                posting.getAccountId(),
                account,
                posting.getBalanceAfterMinor(),
                posting.getHeldAfterMinor());
        accounts.put(posting.getAccountId(), account);
    }

    private void hold(long sequence, HoldChange change) {
        if (change.equals(HoldChange.getDefaultInstance())) {
            return; // a payment of the past holds nothing
        }
        holdChanges++;
        AccountFold account = account(sequence, change.getAccountId(), change.getCurrency());
        account.heldMinor = add(account.heldMinor, change.getAmountMinor());
        agree(
                sequence,
                change.getAccountId(),
                account,
                change.getBalanceAfterMinor(),
                change.getHeldAfterMinor());
        accounts.put(change.getAccountId(), account);
    }

    private AccountFold account(long sequence, String id, String currency) {
        AccountFold account = accounts.get(id).orElse(null);
        if (account == null) {
            problem(sequence, "account " + id + " was never opened");
            account = new AccountFold(currency, sequence);
        }
        if (!account.currency.equals(currency)) {
            problem(
                    sequence,
                    "account " + id + " is in " + account.currency + ", not in " + currency);
        }
        account.lastSequence = sequence;
        return account;
    }

    private void agree(
            long sequence, String id, AccountFold account, long balanceMinor, long heldMinor) {
        if (account.balanceMinor != balanceMinor) {
            problem(
                    sequence,
                    "account "
                            + id
                            + " stands at "
                            + balanceMinor
                            + ", the log folds to "
                            + account.balanceMinor);
            account.balanceMinor = balanceMinor;
        }
        if (account.heldMinor != heldMinor) {
            problem(
                    sequence,
                    "account "
                            + id
                            + " holds "
                            + heldMinor
                            + ", the log folds to "
                            + account.heldMinor);
            account.heldMinor = heldMinor;
        }
        if (heldMinor < 0) {
            problem(sequence, "account " + id + " holds less than nothing: " + heldMinor);
        }
    }

    private long add(long a, long b) {
        return Math.addExact(a, b);
    }

    private void problem(long sequence, String what) {
        findings.add(book, sequence, what);
    }
}
