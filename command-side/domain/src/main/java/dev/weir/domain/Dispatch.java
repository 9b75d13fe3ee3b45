package dev.weir.domain;

import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.CommentOnCase;
import dev.weir.contract.commands.v1.CorrectTransfer;
import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.ExchangeTransfer;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.GetSpendingLimit;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.LinkCases;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.ReopenCase;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.ReportContactChanged;
import dev.weir.contract.commands.v1.ReportDeviceAdded;
import dev.weir.contract.commands.v1.ReportLoginFailed;
import dev.weir.contract.commands.v1.ReportPayeeAdded;
import dev.weir.contract.commands.v1.ReportSession;
import dev.weir.contract.commands.v1.ReportTerminalHealth;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.ResolveCase;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.commands.v1.SetAccountMetadata;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.SetSpendingLimit;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.store.v1.CommandReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings each command to its rules, with what holds for all of them: idempotency keys and repeats.
 */
final class Dispatch {
    private Dispatch() {}

    static Outcome decide(BookState state, Object command, CommandContext context) {
        if (command instanceof InternalCommand internal) {
            return internal(state, internal, context);
        }
        Optional<KeyOutcome> known = state.keys().get(context.key());
        Optional<Outcome> remembered = sameKey(known, context);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        Findings findings = new Findings();
        otherKey(findings, known, context);
        return external(new Call(state, context, findings), command);
    }

    /** What every rule needs: the state it reads, the context, and where its findings go. */
    record Call(BookState state, CommandContext context, Findings findings) {
        long nowMicros() {
            return context.nowMicros();
        }

        void add(RefusalCode code, String... parameters) {
            findings.add(code, parameters);
        }

        /** Refused if there is a finding, else what the supplier says. */
        Outcome orElse(Supplier<Outcome> accepted) {
            return findings.refusal().isPresent() ? findings.refusal().get() : accepted.get();
        }

        /** As {@link #orElse(Supplier)}; a refusal does not undo what time has brought about. */
        Outcome orElse(List<NewEvent> due, Supplier<Outcome> accepted) {
            return findings.refusal()
                    .<Outcome>map(
                            refused ->
                                    new Outcome.Refused(refused.code(), refused.parameters(), due))
                    .orElseGet(accepted);
        }

        /**
         * The outcome of a command whose business id was used before: a repeat of the same command,
         * else a finding.
         */
        Optional<Outcome> repeat(
                Optional<CommandReference> before, String id, RefusalCode otherwise, String name) {
            if (before.isEmpty()) {
                return Optional.empty();
            }
            if (findings.none() && sameCommand(before.get(), context)) {
                return Optional.of(
                        new Outcome.Repeated(
                                id, before.get().getSequence(), before.get().getRecordHash()));
            }
            findings.add(otherwise, name, id);
            return Optional.empty();
        }
    }

    static boolean sameCommand(CommandReference before, CommandContext context) {
        return !before.getCommandHash().isEmpty()
                && before.getCommandHash().equals(context.commandHash());
    }

    static Optional<Outcome> sameKey(Optional<KeyOutcome> known, CommandContext context) {
        return known.filter(outcome -> outcome.commandHash().equals(context.commandHash()))
                .map(KeyOutcome::asOutcome);
    }

    static void otherKey(Findings findings, Optional<KeyOutcome> known, CommandContext context) {
        if (known.isPresent()) {
            findings.add(RefusalCode.KEY_REUSED, "key", context.key());
        }
    }

    private static Outcome external(Call call, Object command) {
        return switch (command) {
            case OpenAccount c -> AccountRules.open(call, c);
            case FreezeAccount c -> AccountRules.freeze(call, c);
            case UnfreezeAccount c -> AccountRules.unfreeze(call, c);
            case CloseAccount c -> AccountRules.close(call, c);
            case SetOverdraft c -> AccountSettings.overdraft(call, c);
            case SetAccountMetadata c -> AccountSettings.metadata(call, c);
            case DefineCurrency c -> AccountSettings.define(call, c);
            case PostTransfer c -> TransferRules.transfer(call, c);
            case ReverseTransfer c -> ReversalRules.reverse(call, c);
            case CorrectTransfer c -> ReversalRules.correct(call, c);
            case ExchangeTransfer c -> ExchangeRules.exchange(call, c);
            case Deposit c -> TransferRules.deposit(call, c);
            case Withdraw c -> TransferRules.withdraw(call, c);
            case SetSpendingLimit c -> LimitRules.set(call, c);
            case RemoveSpendingLimit c -> LimitRules.remove(call, c);
            case GetSpendingLimit c -> LimitRules.get(call, c);
            case RequestPayment c -> RequestRules.request(call, c);
            case CapturePayment c -> SettlementRules.capture(call, c);
            case VoidPayment c -> SettlementRules.giveUp(call, c);
            case RefundPayment c -> SettlementRules.refund(call, c);
            case HoldFunds c -> HoldRules.place(call, c);
            case CaptureHold c -> HoldRules.capture(call, c);
            case ReleaseHold c -> HoldRules.release(call, c);
            case SendToBook c -> InterbookRules.send(call, c);
            case RefuseCredit c -> InterbookRules.refuse(call, c);
            case ReportChargeback c -> CaseRules.chargeback(call, c);
            case ResolveAlert c -> CaseRules.resolve(call, c);
            case AssignCase c -> CaseCommands.assign(call, c);
            case CommentOnCase c -> CaseCommands.comment(call, c);
            case LinkCases c -> CaseCommands.link(call, c);
            case ResolveCase c -> CaseCommands.resolve(call, c);
            case ReopenCase c -> CaseCommands.reopen(call, c);
            case AddBookListEntries c -> ListRules.add(call, c);
            case RemoveBookListEntries c -> ListRules.remove(call, c);
            case ReportLoginFailed c -> SignalRules.loginFailed(call, c);
            case ReportDeviceAdded c -> SignalRules.deviceAdded(call, c);
            case ReportPayeeAdded c -> SignalRules.payeeAdded(call, c);
            case ReportContactChanged c -> SignalRules.contactChanged(call, c);
            case ReportTerminalHealth c -> SignalRules.terminalHealth(call, c);
            case ReportSession c -> SignalRules.session(call, c);
            case MoveTestClock c -> ClockRules.move(call, c);
            default ->
                    throw new IllegalArgumentException(
                            command.getClass().getName() + " is no command of a book");
        };
    }

    private static Outcome internal(
            BookState state, InternalCommand command, CommandContext context) {
        return switch (command) {
            case InternalCommand.DecisionArrived c -> DecisionRules.arrived(state, c, context);
            case InternalCommand.DecisionOverdue c -> DecisionRules.overdue(state, c, context);
            case InternalCommand.HoldsDue ignored -> TimerRules.fire(state, context.nowMicros());
            case InternalCommand.CreditAnswered c ->
                    InterbookRules.answered(state, c, context.nowMicros());
            case InternalCommand.AcknowledgementTaken c ->
                    InterbookRules.closed(state, c, context.nowMicros());
            case InternalCommand.CreditRequested c ->
                    InterbookRules.credit(state, c.credit(), context.nowMicros());
            case InternalCommand.CreditAcknowledged c ->
                    InterbookRules.acknowledged(state, c, context.nowMicros());
            case InternalCommand.KeysDue ignored ->
                    ClockRules.forgetKeys(state, context.nowMicros());
        };
    }
}
