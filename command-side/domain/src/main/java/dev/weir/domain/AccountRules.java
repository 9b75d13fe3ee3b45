package dev.weir.domain;

import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.ledger.v1.AccountClosed;
import dev.weir.contract.ledger.v1.AccountFrozen;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.AccountUnfrozen;
import dev.weir.contract.ledger.v1.FreezeScope;
import java.util.Optional;

/** Opening, freezing and closing accounts. */
final class AccountRules {
    private AccountRules() {}

    static Outcome open(Dispatch.Call call, OpenAccount c) {
        Findings f = call.findings();
        Fields.requiredId(f, "account_id", c.getAccountId());
        notReserved(f, "account_id", c.getAccountId());
        Fields.currency(f, "currency", c.getCurrency());
        overdraft(f, c.getOverdraftLimitMinor());
        Fields.optionalId(f, "customer_id", c.getCustomerId());
        Fields.metadata(f, c.getMetadataMap());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated =
                call.repeat(
                        call.state().accountOpening(c.getAccountId()),
                        c.getAccountId(),
                        RefusalCode.ACCOUNT_EXISTS,
                        "account");
        if (repeated.isPresent()) {
            return repeated.get();
        }
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    draft.open(
                            AccountOpened.newBuilder()
                                    .setAccountId(c.getAccountId())
                                    .setCurrency(c.getCurrency())
                                    .setKind(AccountKind.CUSTOMER)
                                    .setOverdraftLimitMinor(c.getOverdraftLimitMinor())
                                    .setOverdraftUnlimited(c.getOverdraftUnlimited())
                                    .setCustomerId(c.getCustomerId())
                                    .putAllMetadata(c.getMetadataMap())
                                    .build());
                    return draft.accepted();
                });
    }

    static Outcome freeze(Dispatch.Call call, FreezeAccount c) {
        long now = common(call, c.getAccountId(), c.getReason());
        if (c.getScope() == FreezeScope.UNRECOGNIZED) {
            Fields.invalid(call.findings(), "scope", "BOTH, DEBITS or CREDITS");
        }
        long time =
                Fields.occurred(
                        call.findings(), "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), now);
        existing(call, c.getAccountId())
                .ifPresent(account -> Standing.open(call.findings(), account));
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), time);
                    draft.add(
                            AccountFrozen.newBuilder()
                                    .setAccountId(c.getAccountId())
                                    .setReason(c.getReason())
                                    .setScope(c.getScope())
                                    .build(),
                            c.getAccountId());
                    return draft.accepted();
                });
    }

    static Outcome unfreeze(Dispatch.Call call, UnfreezeAccount c) {
        long occurred = common(call, c.getAccountId(), c.getReason());
        occurred =
                Fields.occurred(
                        call.findings(),
                        "occurred_at",
                        c.hasOccurredAt(),
                        c.getOccurredAt(),
                        occurred);
        existing(call, c.getAccountId())
                .ifPresent(
                        account -> {
                            if (account.status() == Account.Status.CLOSED) {
                                call.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
                            } else if (!account.status().isFrozen()) {
                                call.add(RefusalCode.ACCOUNT_NOT_FROZEN, "account", account.id());
                            }
                        });
        Draft draft = new Draft(call.state(), occurred);
        draft.add(
                AccountUnfrozen.newBuilder()
                        .setAccountId(c.getAccountId())
                        .setReason(c.getReason())
                        .build(),
                c.getAccountId());
        return call.orElse(draft::accepted);
    }

    static Outcome close(Dispatch.Call call, CloseAccount c) {
        long occurred = common(call, c.getAccountId(), c.getReason());
        occurred =
                Fields.occurred(
                        call.findings(),
                        "occurred_at",
                        c.hasOccurredAt(),
                        c.getOccurredAt(),
                        occurred);
        existing(call, c.getAccountId()).ifPresent(account -> closable(call, account));
        Draft draft = new Draft(call.state(), occurred);
        draft.add(
                AccountClosed.newBuilder()
                        .setAccountId(c.getAccountId())
                        .setReason(c.getReason())
                        .build(),
                c.getAccountId());
        return call.orElse(draft::accepted);
    }

    /** Ids that the ledger gives to its own accounts. */
    static void notReserved(Findings findings, String field, String accountId) {
        if (accountId.startsWith("clearing:")
                || accountId.startsWith("opening:")
                || accountId.startsWith("fx:")
                || Interbook.isTransit(accountId)) {
            Fields.invalid(
                    findings, field, "clearing:, opening:, fx: and transit: are the ledger's own");
        }
    }

    private static void closable(Dispatch.Call call, Account account) {
        if (account.status() == Account.Status.CLOSED) {
            call.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
        }
        if (account.balanceMinor() != 0 || account.heldMinor() != 0) {
            call.add(
                    RefusalCode.ACCOUNT_NOT_EMPTY,
                    "account",
                    account.id(),
                    "balance",
                    Long.toString(account.balanceMinor()),
                    "held",
                    Long.toString(account.heldMinor()));
        }
    }

    private static long common(Dispatch.Call call, String accountId, String reason) {
        Fields.requiredId(call.findings(), "account_id", accountId);
        notReserved(call.findings(), "account_id", accountId);
        Fields.text(call.findings(), "reason", reason, Limits.TEXT_CHARACTERS_MAX);
        return call.nowMicros();
    }

    static Optional<Account> existing(Dispatch.Call call, String accountId) {
        Optional<Account> account = call.state().account(accountId);
        if (account.isEmpty()) {
            call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", accountId);
        }
        return account;
    }

    static void overdraft(Findings findings, long limitMinor) {
        Fields.notNegative(findings, "overdraft_limit_minor", limitMinor);
        if (limitMinor > Limits.MONEY_MAX) {
            Fields.invalid(findings, "overdraft_limit_minor", "above " + Limits.MONEY_MAX);
        }
    }
}
