package dev.weir.domain;

import dev.weir.contract.commands.v1.GetSpendingLimit;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.SetSpendingLimit;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.limits.v1.SpendingLimitRemoved;
import dev.weir.contract.limits.v1.SpendingLimitSet;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.store.v1.HoldState;
import dev.weir.contract.store.v1.OutgoingTransfer;
import dev.weir.contract.store.v1.PaymentState;
import java.util.List;
import java.util.stream.Stream;

/** Setting and removing spending limits, and what counts against them. */
final class LimitRules {
    private LimitRules() {}

    static Outcome set(Dispatch.Call call, SetSpendingLimit c) {
        Findings f = call.findings();
        form(f, c);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        if (f.none()) {
            SpendingLimitSet event = event(c);
            room(call, event);
            if (!c.getAccountId().isEmpty()) {
                AccountRules.existing(call, c.getAccountId())
                        .ifPresent(account -> Standing.currency(f, account, c.getCurrency()));
            }
            Draft draft = new Draft(call.state(), occurred);
            draft.add(event, c.getLimitId());
            return call.orElse(draft::accepted);
        }
        return f.refusal().get();
    }

    static Outcome remove(Dispatch.Call call, RemoveSpendingLimit c) {
        Findings f = call.findings();
        Fields.requiredId(f, "limit_id", c.getLimitId());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        if (call.state().limits().get(c.getLimitId()).isEmpty()) {
            f.add(RefusalCode.LIMIT_UNKNOWN, "limit", c.getLimitId());
        }
        Draft draft = new Draft(call.state(), occurred);
        draft.add(
                SpendingLimitRemoved.newBuilder().setLimitId(c.getLimitId()).build(),
                c.getLimitId());
        return call.orElse(draft::accepted);
    }

    /** Writes nothing; the figures are the book's, see {@link Book#limitUse}. */
    static Outcome get(Dispatch.Call call, GetSpendingLimit c) {
        Fields.requiredId(call.findings(), "limit_id", c.getLimitId());
        if (call.state().limits().get(c.getLimitId()).isEmpty()) {
            call.add(RefusalCode.LIMIT_UNKNOWN, "limit", c.getLimitId());
        }
        return call.orElse(() -> new Outcome.Accepted(List.of(), c.getLimitId()));
    }

    /** Findings against the debits of legs. */
    static void debits(Dispatch.Call call, List<Leg> legs) {
        for (Leg leg : legs) {
            if (leg.getAmountMinor() < 0 && leg.getAmountMinor() >= -Limits.MONEY_MAX) {
                debit(call, leg.getAccountId(), leg.getCurrency(), -leg.getAmountMinor());
            }
        }
    }

    /** Findings against money that leaves an account now or is held to leave it later. */
    static void debit(Dispatch.Call call, String accountId, String currency, long amountMinor) {
        if (amountMinor > 0 && amountMinor <= Limits.MONEY_MAX) {
            call.state()
                    .limits()
                    .check(
                            call.findings(),
                            Spend.debit(accountId, currency, amountMinor),
                            call.nowMicros());
        }
    }

    /** What is held to leave an account counts when it is held. */
    static void counted(BookState state, Fold fold, HoldChange held) {
        state.limits()
                .count(
                        Spend.debit(held.getAccountId(), held.getCurrency(), held.getAmountMinor()),
                        fold.record().recordedMicros());
    }

    /** A client's hold ended, and what is left of it was not captured. */
    static void givenBack(BookState state, HoldState hold, long amountMinor) {
        if (amountMinor > 0) {
            state.limits()
                    .giveBack(
                            Spend.debit(hold.getAccountId(), hold.getCurrency(), amountMinor),
                            hold.getCapturedMinor() == 0,
                            hold.getPlacedMicros(),
                            hold.getPlaced().getSequence());
        }
    }

    /** The other book has refused the transfer. */
    static void givenBack(BookState state, OutgoingTransfer transfer) {
        state.limits()
                .giveBack(
                        Spend.debit(
                                transfer.getFromAccountId(),
                                transfer.getCurrency(),
                                transfer.getAmountMinor()),
                        true,
                        transfer.getStartedMicros(),
                        transfer.getStartedSequence());
    }

    static void counted(BookState state, Fold fold, TransferPosted event) {
        boolean counts =
                switch (event.getKind()) {
                    case TRANSFER, WITHDRAWAL, CORRECTION, EXCHANGE -> true;
                    case DEPOSIT,
                            OPENING_BALANCE,
                            REVERSAL,
                            TRANSFER_KIND_UNSPECIFIED,
                            UNRECOGNIZED ->
                            false;
                };
        if (!counts) {
            return;
        }
        for (Posting posting : event.getPostingsList()) {
            if (posting.getAmountMinor() < 0) {
                Spend spend =
                        Spend.debit(
                                posting.getAccountId(),
                                posting.getCurrency(),
                                -posting.getAmountMinor());
                state.limits().count(spend, fold.record().recordedMicros());
            }
        }
    }

    static void counted(BookState state, PaymentState payment) {
        if (payment.getMode() == DecisionMode.LIVE) {
            state.limits().count(Spend.of(payment.getDetails()), payment.getRequestedMicros());
        }
    }

    /**
     * Money of a payment was released and not captured.
     *
     * @param payment as it stood before
     * @param amountMinor 0: nothing
     */
    static void givenBack(BookState state, PaymentState payment, long amountMinor) {
        if (payment.getMode() == DecisionMode.LIVE && amountMinor > 0) {
            boolean whole = amountMinor == payment.getDetails().getAmountMinor();
            state.limits()
                    .giveBack(
                            Spend.of(payment.getDetails()).part(amountMinor),
                            whole,
                            payment.getRequestedMicros(),
                            payment.getRequestSequence());
        }
    }

    private static void form(Findings f, SetSpendingLimit c) {
        Fields.requiredId(f, "limit_id", c.getLimitId());
        Fields.optionalId(f, "account_id", c.getAccountId());
        AccountRules.notReserved(f, "account_id", c.getAccountId());
        Fields.optionalId(f, "card_id", c.getCardId());
        if (c.getChannel() == Channel.UNRECOGNIZED) {
            Fields.invalid(f, "channel", "ATM, POS or ONLINE");
        }
        long subjects =
                Stream.of(
                                !c.getAccountId().isEmpty(),
                                !c.getCardId().isEmpty(),
                                c.getChannel() != Channel.CHANNEL_UNSPECIFIED)
                        .filter(given -> given)
                        .count();
        if (subjects == 0) {
            f.add(RefusalCode.FIELD_MISSING, "field", "account_id");
        } else if (subjects > 1) {
            Fields.invalid(f, "account_id", "one of account_id, card_id and channel is taken");
        }
        Fields.currency(f, "currency", c.getCurrency());
        bounds(f, c);
        if (Math.abs((long) c.getUtcOffsetMinutes()) > Limits.UTC_OFFSET_MINUTES_MAX) {
            Fields.invalid(
                    f,
                    "utc_offset_minutes",
                    "-" + Limits.UTC_OFFSET_MINUTES_MAX + " to " + Limits.UTC_OFFSET_MINUTES_MAX);
        }
    }

    private static void bounds(Findings f, SetSpendingLimit c) {
        money(f, "per_payment_minor", c.getPerPaymentMinor());
        money(f, "per_day_minor", c.getPerDayMinor());
        money(f, "per_month_minor", c.getPerMonthMinor());
        Fields.notNegative(f, "per_day_count", c.getPerDayCount());
        Fields.notNegative(f, "per_month_count", c.getPerMonthCount());
        boolean any =
                c.getPerPaymentMinor() != 0
                        || c.getPerDayMinor() != 0
                        || c.getPerMonthMinor() != 0
                        || c.getPerDayCount() != 0
                        || c.getPerMonthCount() != 0;
        if (!any) {
            f.add(RefusalCode.FIELD_MISSING, "field", "per_payment_minor");
        }
    }

    private static void money(Findings f, String field, long amountMinor) {
        Fields.notNegative(f, field, amountMinor);
        if (amountMinor > Limits.MONEY_MAX) {
            Fields.invalid(f, field, "above " + Limits.MONEY_MAX);
        }
    }

    private static void room(Dispatch.Call call, SpendingLimitSet event) {
        SpendingLimits limits = call.state().limits();
        String subject = SpendingLimits.subject(event);
        boolean moves =
                limits.get(event.getLimitId())
                        .map(before -> !SpendingLimits.subject(before.getLimit()).equals(subject))
                        .orElse(true);
        if (moves && limits.on(subject) >= Limits.SPENDING_LIMITS_PER_SUBJECT_MAX) {
            Fields.invalid(
                    call.findings(),
                    "limit_id",
                    subject + " has " + Limits.SPENDING_LIMITS_PER_SUBJECT_MAX + " limits");
        }
        if (limits.get(event.getLimitId()).isEmpty()
                && limits.size() >= Limits.SPENDING_LIMITS_MAX) {
            Fields.invalid(
                    call.findings(),
                    "limit_id",
                    "the book has " + Limits.SPENDING_LIMITS_MAX + " limits");
        }
    }

    private static SpendingLimitSet event(SetSpendingLimit c) {
        return SpendingLimitSet.newBuilder()
                .setLimitId(c.getLimitId())
                .setAccountId(c.getAccountId())
                .setCardId(c.getCardId())
                .setChannel(c.getChannel())
                .setCurrency(c.getCurrency())
                .setPerPaymentMinor(c.getPerPaymentMinor())
                .setPerDayMinor(c.getPerDayMinor())
                .setPerDayCount(c.getPerDayCount())
                .setPerMonthMinor(c.getPerMonthMinor())
                .setPerMonthCount(c.getPerMonthCount())
                .setUtcOffsetMinutes(c.getUtcOffsetMinutes())
                .build();
    }
}
