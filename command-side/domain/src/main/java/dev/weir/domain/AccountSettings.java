package dev.weir.domain;

import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.SetAccountMetadata;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.ledger.v1.AccountMetadataSet;
import dev.weir.contract.ledger.v1.CurrencyDefined;
import dev.weir.contract.ledger.v1.OverdraftChanged;

/** What may be changed about accounts while they are in use, and the currencies they are in. */
final class AccountSettings {
    private AccountSettings() {}

    static Outcome overdraft(Dispatch.Call call, SetOverdraft c) {
        Findings f = call.findings();
        Fields.requiredId(f, "account_id", c.getAccountId());
        AccountRules.notReserved(f, "account_id", c.getAccountId());
        AccountRules.overdraft(f, c.getOverdraftLimitMinor());
        Fields.text(f, "reason", c.getReason(), Limits.TEXT_CHARACTERS_MAX);
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        AccountRules.existing(call, c.getAccountId()).ifPresent(account -> notClosed(f, account));
        Guards.check(call, c.getGuardsList());
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    draft.add(
                            OverdraftChanged.newBuilder()
                                    .setAccountId(c.getAccountId())
                                    .setOverdraftLimitMinor(c.getOverdraftLimitMinor())
                                    .setOverdraftUnlimited(c.getOverdraftUnlimited())
                                    .setReason(c.getReason())
                                    .build(),
                            c.getAccountId());
                    return draft.accepted();
                });
    }

    static Outcome metadata(Dispatch.Call call, SetAccountMetadata c) {
        Findings f = call.findings();
        Fields.requiredId(f, "account_id", c.getAccountId());
        Fields.metadata(f, c.getMetadataMap());
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        AccountRules.existing(call, c.getAccountId());
        Guards.check(call, c.getGuardsList());
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    draft.add(
                            AccountMetadataSet.newBuilder()
                                    .setAccountId(c.getAccountId())
                                    .putAllMetadata(c.getMetadataMap())
                                    .build(),
                            c.getAccountId());
                    return draft.accepted();
                });
    }

    static Outcome define(Dispatch.Call call, DefineCurrency c) {
        Findings f = call.findings();
        String currency = c.getCurrency();
        Fields.currency(f, "currency", currency);
        if (Currencies.standard(currency).isPresent()) {
            Fields.invalid(f, "currency", "ISO 4217 defines it");
        }
        if (!c.hasDecimals()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "decimals");
        } else if (c.getDecimals() < 0 || c.getDecimals() > Limits.DECIMALS_MAX) {
            Fields.invalid(f, "decimals", "0 to " + Limits.DECIMALS_MAX);
        }
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Currencies known = call.state().currencies();
        if (known.defined(currency).isPresent()) {
            f.add(
                    RefusalCode.CURRENCY_DEFINED,
                    "currency",
                    currency,
                    "decimals",
                    Integer.toString(known.decimals(currency)));
        } else if (known.isUsed(currency) && known.decimals(currency) != c.getDecimals()) {
            f.add(
                    RefusalCode.CURRENCY_IN_USE,
                    "currency",
                    currency,
                    "decimals",
                    Integer.toString(known.decimals(currency)));
        }
        if (known.definitions() >= Limits.CURRENCIES_MAX) {
            Fields.invalid(f, "currency", "a book defines at most " + Limits.CURRENCIES_MAX);
        }
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    draft.add(
                            CurrencyDefined.newBuilder()
                                    .setCurrency(currency)
                                    .setDecimals(c.getDecimals())
                                    .build(),
                            currency);
                    return draft.accepted();
                });
    }

    private static void notClosed(Findings f, Account account) {
        if (account.status() == Account.Status.CLOSED) {
            f.add(RefusalCode.ACCOUNT_CLOSED, "account", account.id());
        }
    }
}
