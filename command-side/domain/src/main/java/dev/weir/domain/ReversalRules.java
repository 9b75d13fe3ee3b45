package dev.weir.domain;

import dev.weir.contract.commands.v1.CorrectTransfer;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.store.v1.TransferState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transfers that put another right. What was posted stays; a reversal points to what it gives back,
 * and never gives back more than was moved. The rules of balances hold for it as for any transfer:
 * who has spent the money cannot give it back, and is refused with INSUFFICIENT_FUNDS.
 */
final class ReversalRules {
    private ReversalRules() {}

    static Outcome reverse(Dispatch.Call call, ReverseTransfer c) {
        Findings f = call.findings();
        Fields.requiredId(f, "transfer_id", c.getTransferId());
        Fields.optionalId(f, "reversal_id", c.getReversalId());
        if (c.getAmountMinor() < 0) {
            f.add(RefusalCode.AMOUNT_NOT_POSITIVE, "amount", Long.toString(c.getAmountMinor()));
        }
        TransferRules.texts(f, c.getDescription(), c.getMetadataMap());
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated = TransferRules.repeat(call, c.getReversalId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        Guards.check(call, c.getGuardsList());
        List<Leg> legs = inverse(call, c.getTransferId(), c.getAmountMinor());
        Draft draft = new Draft(call.state(), occurred);
        TransferRules.check(call, draft, legs);
        return call.orElse(
                () -> {
                    TransferRules.add(
                            draft,
                            TransferPosted.newBuilder()
                                    .setTransferId(TransferRules.id(call, c.getReversalId()))
                                    .setKind(TransferKind.REVERSAL)
                                    .setReversesTransferId(c.getTransferId())
                                    .setDescription(c.getDescription())
                                    .putAllMetadata(c.getMetadataMap()),
                            legs);
                    return draft.accepted();
                });
    }

    static Outcome correct(Dispatch.Call call, CorrectTransfer c) {
        Findings f = call.findings();
        Fields.requiredId(f, "transfer_id", c.getTransferId());
        Fields.optionalId(f, "correction_id", c.getCorrectionId());
        Fields.optionalId(f, "reversal_id", c.getReversalId());
        TransferRules.legs(f, c.getLegsList());
        TransferRules.texts(f, c.getDescription(), c.getMetadataMap());
        Guards.form(f, c.getGuardsList());
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<Outcome> repeated = TransferRules.repeat(call, c.getCorrectionId());
        if (repeated.isPresent()) {
            return repeated.get();
        }
        String reversalId = reversalId(call, c);
        if (reversalId.equals(c.getCorrectionId())
                || call.state().transfer(reversalId).isPresent()) {
            f.add(RefusalCode.ID_REUSED, "id", reversalId);
        }
        Guards.check(call, c.getGuardsList());
        List<Leg> back = inverse(call, c.getTransferId(), 0);
        if (!f.none()) {
            return f.refusal().get();
        }
        Draft draft = new Draft(call.state(), occurred);
        post(
                call,
                draft,
                TransferPosted.newBuilder()
                        .setTransferId(reversalId)
                        .setKind(TransferKind.REVERSAL)
                        .setReversesTransferId(c.getTransferId())
                        .setCorrectsTransferId(c.getTransferId())
                        .setDescription(c.getDescription()),
                back);
        post(
                call,
                draft,
                TransferPosted.newBuilder()
                        .setTransferId(TransferRules.id(call, c.getCorrectionId()))
                        .setKind(TransferKind.CORRECTION)
                        .setCorrectsTransferId(c.getTransferId())
                        .setDescription(c.getDescription())
                        .putAllMetadata(c.getMetadataMap()),
                c.getLegsList());
        if (f.none()) {
            covered(call, back, c.getLegsList());
            LimitRules.debits(call, c.getLegsList());
        }
        return call.orElse(draft::accepted);
    }

    /** Legs that give the transfer back; none if there is a finding against that. */
    private static List<Leg> inverse(Dispatch.Call call, String transferId, long amountMinor) {
        Optional<TransferState> found = call.state().transfer(transferId);
        if (found.isEmpty()) {
            call.add(RefusalCode.TRANSFER_UNKNOWN, "transfer", transferId);
            return List.of();
        }
        TransferState transfer = found.get();
        if (transfer.getLegsCount() == 0) {
            notReversible(call, transferId, "it is a reversal, or went to another book");
            return List.of();
        }
        boolean divisible = Transfers.isDivisible(transfer);
        if (!divisible && amountMinor != 0) {
            notReversible(call, transferId, "only a transfer of two legs goes back in part");
            return List.of();
        }
        long left = divisible ? Transfers.leftMinor(transfer) : 0;
        if (transfer.getReversed() || amountMinor > left) {
            call.add(
                    RefusalCode.REVERSAL_EXCEEDS_LEFT,
                    "transfer",
                    transferId,
                    "left",
                    Long.toString(left),
                    "amount",
                    amountMinor == 0 ? "all" : Long.toString(amountMinor));
            return List.of();
        }
        long part = amountMinor == 0 ? left : amountMinor;
        return transfer.getLegsList().stream()
                .map(
                        leg ->
                                TransferRules.leg(
                                        leg.getAccountId(),
                                        divisible
                                                ? -Long.signum(leg.getAmountMinor()) * part
                                                : -leg.getAmountMinor(),
                                        leg.getCurrency()))
                .toList();
    }

    private static void notReversible(Dispatch.Call call, String transferId, String problem) {
        call.add(RefusalCode.TRANSFER_NOT_REVERSIBLE, "transfer", transferId, "problem", problem);
    }

    /** Posts in the draft if every account takes its leg; the funds are looked at in the end. */
    private static void post(
            Dispatch.Call call, Draft draft, TransferPosted.Builder event, List<Leg> legs) {
        for (Leg leg : legs) {
            if (draft.has(leg.getAccountId())) {
                Standing.posting(
                        call.findings(),
                        draft.account(leg.getAccountId()),
                        leg.getAmountMinor(),
                        leg.getCurrency());
            } else {
                call.add(RefusalCode.ACCOUNT_UNKNOWN, "account", leg.getAccountId());
            }
        }
        if (call.findings().none()) {
            TransferRules.add(draft, event, legs);
        }
    }

    /**
     * Whether each account can bear what both transfers together take from it. The reversal alone
     * may overdraw one: nobody can spend between the two.
     */
    private static void covered(Dispatch.Call call, List<Leg> back, List<Leg> again) {
        List<Leg> all = new ArrayList<>(back);
        all.addAll(again);
        Map<String, Long> sums = new HashMap<>();
        all.forEach(leg -> sums.merge(leg.getAccountId(), leg.getAmountMinor(), Long::sum));
        for (Leg leg : all) {
            long sum = sums.get(leg.getAccountId());
            if (sum < 0) {
                Account before = call.state().requireAccount(leg.getAccountId());
                Standing.funds(call.findings(), before, -sum);
            }
        }
    }

    private static String reversalId(Dispatch.Call call, CorrectTransfer c) {
        return c.getReversalId().isEmpty() ? call.context().newId() + ":r" : c.getReversalId();
    }
}
