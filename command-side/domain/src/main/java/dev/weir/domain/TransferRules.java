package dev.weir.domain;

import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Money that moves at once: transfers, deposits, withdrawals. */
final class TransferRules {
    private static final String DEFAULT_CHANNEL = "cash";

    private TransferRules() {}

    static Outcome transfer(Dispatch.Call call, PostTransfer c) {
        Findings f = call.findings();
        Fields.optionalId(f, "transfer_id", c.getTransferId());
        Composed composed = Composed.of(f, c);
        texts(f, c.getDescription(), c.getMetadataMap());
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated = repeat(call, c.getTransferId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        Guards.check(call, c.getGuardsList());
        Draft draft = new Draft(call.state(), occurred);
        check(call, draft, composed.legs());
        LimitRules.debits(call, composed.legs());
        TransferPosted.Builder event =
                TransferPosted.newBuilder()
                        .setTransferId(id(call, c.getTransferId()))
                        .setKind(TransferKind.TRANSFER)
                        .setDescription(c.getDescription())
                        .putAllMetadata(c.getMetadataMap());
        composed.fee().ifPresent(event::setFee);
        return call.orElse(() -> post(draft, event, composed.legs()));
    }

    static Outcome deposit(Dispatch.Call call, Deposit c) {
        Findings f = call.findings();
        Fields.optionalId(f, "transfer_id", c.getTransferId());
        single(f, c.getAccountId(), c.getAmountMinor(), c.getCurrency(), c.getChannel());
        Fields.text(f, "description", c.getDescription(), Limits.TEXT_CHARACTERS_MAX);
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated = repeat(call, c.getTransferId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        Guards.check(call, c.getGuardsList());
        known(call, c.getAccountId());
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        String source =
                c.getOpeningBalance()
                        ? draft.opening(c.getCurrency())
                        : draft.clearing(channel(c.getChannel()), c.getCurrency());
        List<Leg> legs =
                List.of(
                        leg(source, -c.getAmountMinor(), c.getCurrency()),
                        leg(c.getAccountId(), c.getAmountMinor(), c.getCurrency()));
        return move(
                call,
                draft,
                legs,
                TransferPosted.newBuilder()
                        .setTransferId(id(call, c.getTransferId()))
                        .setKind(
                                c.getOpeningBalance()
                                        ? TransferKind.OPENING_BALANCE
                                        : TransferKind.DEPOSIT)
                        .setDescription(c.getDescription()));
    }

    static Outcome withdraw(Dispatch.Call call, Withdraw c) {
        Findings f = call.findings();
        Fields.optionalId(f, "transfer_id", c.getTransferId());
        single(f, c.getAccountId(), c.getAmountMinor(), c.getCurrency(), c.getChannel());
        Fields.text(f, "description", c.getDescription(), Limits.TEXT_CHARACTERS_MAX);
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated = repeat(call, c.getTransferId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        Guards.check(call, c.getGuardsList());
        known(call, c.getAccountId());
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        String target =
                c.getOpeningBalance()
                        ? draft.opening(c.getCurrency())
                        : draft.clearing(channel(c.getChannel()), c.getCurrency());
        List<Leg> legs =
                List.of(
                        leg(c.getAccountId(), -c.getAmountMinor(), c.getCurrency()),
                        leg(target, c.getAmountMinor(), c.getCurrency()));
        if (!c.getOpeningBalance()) {
            LimitRules.debits(call, legs);
        }
        return move(
                call,
                draft,
                legs,
                TransferPosted.newBuilder()
                        .setTransferId(id(call, c.getTransferId()))
                        .setKind(
                                c.getOpeningBalance()
                                        ? TransferKind.OPENING_BALANCE
                                        : TransferKind.WITHDRAWAL)
                        .setDescription(c.getDescription()));
    }

    private static Outcome move(
            Dispatch.Call call, Draft draft, List<Leg> legs, TransferPosted.Builder event) {
        distinct(call.findings(), legs);
        check(call, draft, legs);
        return call.orElse(() -> post(draft, event, legs));
    }

    private static Outcome post(Draft draft, TransferPosted.Builder event, List<Leg> legs) {
        add(draft, event, legs);
        return draft.accepted();
    }

    /** Adds the transfer to the draft; the legs have been checked. */
    static void add(Draft draft, TransferPosted.Builder event, List<Leg> legs) {
        legs.forEach(
                leg -> event.addPostings(draft.post(leg.getAccountId(), leg.getAmountMinor())));
        draft.add(event.build(), event.getTransferId());
    }

    static void texts(Findings f, String description, Map<String, String> metadata) {
        Fields.text(f, "description", description, Limits.TEXT_CHARACTERS_MAX);
        Fields.metadata(f, metadata);
    }

    static void check(Dispatch.Call call, Draft draft, List<Leg> legs) {
        for (Leg leg : legs) {
            if (draft.has(leg.getAccountId())) {
                Standing.leg(
                        call.findings(),
                        draft.account(leg.getAccountId()),
                        leg.getAmountMinor(),
                        leg.getCurrency());
            } else {
                call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", leg.getAccountId());
            }
        }
    }

    private static void known(Dispatch.Call call, String accountId) {
        if (call.state().account(accountId).isEmpty()) {
            call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", accountId);
        }
    }

    /** The form of legs that a client gave. */
    static void legs(Findings f, List<Leg> legs) {
        if (legs.isEmpty()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "legs");
        } else if (legs.size() < 2 || legs.size() > Limits.LEGS_MAX) {
            Fields.invalid(f, "legs", "2 to " + Limits.LEGS_MAX + " are taken");
        }
        for (Leg leg : legs) {
            Fields.requiredId(f, "legs.account_id", leg.getAccountId());
            Fields.currency(f, "legs.currency", leg.getCurrency());
            if (leg.getAmountMinor() == 0) {
                f.add(RefusalCode.AMOUNT_NOT_POSITIVE, "amount", "0");
            }
        }
        distinct(f, legs);
        balanced(f, legs);
    }

    static void distinct(Findings f, List<Leg> legs) {
        Set<String> seen = new HashSet<>();
        for (Leg leg : legs) {
            if (!seen.add(leg.getAccountId())) {
                f.add(RefusalCode.TRANSFER_TO_ITSELF, "account", leg.getAccountId());
            }
        }
    }

    private static void balanced(Findings f, List<Leg> legs) {
        Map<String, BigInteger> sums = new TreeMap<>();
        for (Leg leg : legs) {
            sums.merge(
                    leg.getCurrency(), BigInteger.valueOf(leg.getAmountMinor()), BigInteger::add);
        }
        sums.forEach(
                (currency, sum) -> {
                    if (sum.signum() != 0) {
                        f.add(
                                RefusalCode.LEGS_UNBALANCED,
                                "currency",
                                currency,
                                "sum",
                                sum.toString());
                    }
                });
    }

    private static void single(
            Findings f, String accountId, long amountMinor, String currency, String channel) {
        Fields.requiredId(f, "account_id", accountId);
        Fields.amount(f, accountId, amountMinor);
        Fields.currency(f, "currency", currency);
        Fields.channelName(f, "channel", channel);
    }

    static Optional<Outcome> repeat(Dispatch.Call call, String transferId) {
        return transferId.isEmpty()
                ? Optional.empty()
                : call.repeat(
                        call.state().transfer(transferId).map(Transfers::reference),
                        transferId,
                        RefusalCode.ID_REUSED,
                        "id");
    }

    static String id(Dispatch.Call call, String given) {
        return given.isEmpty() ? call.context().newId() : given;
    }

    private static String channel(String given) {
        return given.isEmpty() ? DEFAULT_CHANNEL : given;
    }

    static Leg leg(String accountId, long amountMinor, String currency) {
        return Leg.newBuilder()
                .setAccountId(accountId)
                .setAmountMinor(amountMinor)
                .setCurrency(currency)
                .build();
    }
}
