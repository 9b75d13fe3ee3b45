package dev.weir.domain;

import dev.weir.contract.commands.v1.Guard;
import java.util.List;

/** What a client demands of accounts before its command is carried out. */
final class Guards {
    private Guards() {}

    static void form(Findings f, List<Guard> guards) {
        if (guards.size() > Limits.LEGS_MAX) {
            Fields.invalid(f, "guards", "more than " + Limits.LEGS_MAX);
        }
        for (Guard guard : guards) {
            Fields.requiredId(f, "guards.account_id", guard.getAccountId());
            if (!guard.hasIfAvailableAtLeast() && !guard.hasIfVersion()) {
                f.add(RefusalCode.FIELD_MISSING, "field", "guards.if_available_at_least");
            }
        }
    }

    /** The accounts as they stand before the command. */
    static void check(Dispatch.Call call, List<Guard> guards) {
        for (Guard guard : guards) {
            call.state()
                    .account(guard.getAccountId())
                    .ifPresentOrElse(
                            account -> check(call.findings(), account, guard),
                            () ->
                                    call.add(
                                            RefusalCode.ACCOUNT_UNKNOWN,
                                            "account",
                                            guard.getAccountId()));
        }
    }

    private static void check(Findings f, Account account, Guard guard) {
        if (guard.hasIfVersion() && account.version() != guard.getIfVersion()) {
            f.add(
                    RefusalCode.GUARD_VERSION,
                    "account",
                    account.id(),
                    "version",
                    Long.toString(account.version()),
                    "expected",
                    Long.toString(guard.getIfVersion()));
        }
        if (guard.hasIfAvailableAtLeast()
                && account.availableMinor() < guard.getIfAvailableAtLeast()) {
            f.add(
                    RefusalCode.GUARD_AVAILABLE,
                    "account",
                    account.id(),
                    "available",
                    Long.toString(account.availableMinor()),
                    "needed",
                    Long.toString(guard.getIfAvailableAtLeast()));
        }
    }
}
