package dev.weir.command.grpc;

import com.google.protobuf.Message;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.FrontDoor;
import dev.weir.contract.commands.v1.ActivatePattern;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.AddListEntries;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.ApprovePattern;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.CommandServiceGrpc;
import dev.weir.contract.commands.v1.CommentOnCase;
import dev.weir.contract.commands.v1.CorrectTransfer;
import dev.weir.contract.commands.v1.CreateSubscription;
import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.DefineList;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.DraftPattern;
import dev.weir.contract.commands.v1.DraftRule;
import dev.weir.contract.commands.v1.EndSnooze;
import dev.weir.contract.commands.v1.ExchangeTransfer;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.GetSpendingLimit;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.LinkCases;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.PromoteModel;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.commands.v1.RemoveBookListEntries;
import dev.weir.contract.commands.v1.RemoveList;
import dev.weir.contract.commands.v1.RemoveListEntries;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.RemoveSubscription;
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
import dev.weir.contract.commands.v1.RetirePattern;
import dev.weir.contract.commands.v1.RetireRule;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.commands.v1.RollBackModel;
import dev.weir.contract.commands.v1.RollBackPattern;
import dev.weir.contract.commands.v1.RollBackRule;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.commands.v1.SetAccountMetadata;
import dev.weir.contract.commands.v1.SetChallenger;
import dev.weir.contract.commands.v1.SetFallbackPolicy;
import dev.weir.contract.commands.v1.SetLatePolicy;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.SetScoreThresholds;
import dev.weir.contract.commands.v1.SetSpendingLimit;
import dev.weir.contract.commands.v1.ShadowPattern;
import dev.weir.contract.commands.v1.ShadowRule;
import dev.weir.contract.commands.v1.SnoozeEntity;
import dev.weir.contract.commands.v1.StopPattern;
import dev.weir.contract.commands.v1.StopRule;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.commands.v1.Withdraw;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** The commands over gRPC. Only translates. */
@GrpcService
public class CommandGrpcService extends CommandServiceGrpc.CommandServiceImplBase {
    private final FrontDoor door;

    @Inject
    public CommandGrpcService(FrontDoor door) {
        this.door = door;
    }

    @Override
    public void openBook(OpenBook command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void moveTestClock(MoveTestClock command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void defineCurrency(DefineCurrency command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void openAccount(OpenAccount command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void freezeAccount(FreezeAccount command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void unfreezeAccount(UnfreezeAccount command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void closeAccount(CloseAccount command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setOverdraft(SetOverdraft command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setAccountMetadata(
            SetAccountMetadata command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void postTransfer(PostTransfer command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reverseTransfer(ReverseTransfer command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void correctTransfer(CorrectTransfer command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void exchangeTransfer(ExchangeTransfer command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void deposit(Deposit command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void withdraw(Withdraw command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setSpendingLimit(SetSpendingLimit command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void removeSpendingLimit(
            RemoveSpendingLimit command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void getSpendingLimit(GetSpendingLimit command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void requestPayment(RequestPayment command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void capturePayment(CapturePayment command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void voidPayment(VoidPayment command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void refundPayment(RefundPayment command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void holdFunds(HoldFunds command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void captureHold(CaptureHold command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void releaseHold(ReleaseHold command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void sendToBook(SendToBook command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void refuseCredit(RefuseCredit command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportChargeback(ReportChargeback command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportLoginFailed(
            ReportLoginFailed command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportDeviceAdded(
            ReportDeviceAdded command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportPayeeAdded(ReportPayeeAdded command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportContactChanged(
            ReportContactChanged command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportTerminalHealth(
            ReportTerminalHealth command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reportSession(ReportSession command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void resolveAlert(ResolveAlert command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void draftRule(DraftRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void shadowRule(ShadowRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void approveRule(ApproveRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void activateRule(ActivateRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void stopRule(StopRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void rollBackRule(RollBackRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void retireRule(RetireRule command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void draftPattern(DraftPattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void shadowPattern(ShadowPattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void approvePattern(ApprovePattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void activatePattern(ActivatePattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void stopPattern(StopPattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void rollBackPattern(RollBackPattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void retirePattern(RetirePattern command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void defineList(DefineList command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void removeList(RemoveList command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void addListEntries(AddListEntries command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void removeListEntries(
            RemoveListEntries command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void registerModel(RegisterModel command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void approveModel(ApproveModel command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void promoteModel(PromoteModel command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void rollBackModel(RollBackModel command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setChallenger(SetChallenger command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setScoreThresholds(
            SetScoreThresholds command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setFallbackPolicy(
            SetFallbackPolicy command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void setLatePolicy(SetLatePolicy command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void snoozeEntity(SnoozeEntity command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void endSnooze(EndSnooze command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void createSubscription(
            CreateSubscription command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void removeSubscription(
            RemoveSubscription command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void addBookListEntries(
            AddBookListEntries command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void removeBookListEntries(
            RemoveBookListEntries command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void assignCase(AssignCase command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void commentOnCase(CommentOnCase command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void linkCases(LinkCases command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void resolveCase(ResolveCase command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void reopenCase(ReopenCase command, StreamObserver<CommandReply> observer) {
        submit(command, observer);
    }

    @Override
    public void executeBatch(Batch batch, StreamObserver<BatchReply> observer) {
        Replies.guarded(
                observer,
                () -> {
                    CallContext call = CallContext.current();
                    call.caller().requireRole(CommandKind.EXECUTE_BATCH.role());
                    call.caller().requireBook(batch.getBookId());
                    Replies.send(
                            door.batch(
                                    batch,
                                    call.idempotencyKey(),
                                    call.dryRun(),
                                    call.caller().subject(),
                                    call.arrived(),
                                    call.caller().token()),
                            observer);
                });
    }

    private void submit(Message command, StreamObserver<CommandReply> observer) {
        Replies.guarded(
                observer,
                () -> {
                    CallContext call = CallContext.current();
                    call.caller().requireRole(CommandKind.of(command).role());
                    call.caller().requireBook(CommandKind.of(command).coveredBook(command));
                    Replies.sendAnswer(
                            door.command(
                                            command,
                                            call.idempotencyKey(),
                                            call.dryRun(),
                                            call.caller().subject(),
                                            call.arrived(),
                                            call.caller().token())
                                    .answer(),
                            observer);
                });
    }
}
