package dev.weir.command.grpc;

import com.google.protobuf.Message;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.FrontDoor;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.CommandServiceGrpc;
import dev.weir.contract.commands.v1.CorrectTransfer;
import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.ExchangeTransfer;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.ReportContactChanged;
import dev.weir.contract.commands.v1.ReportDeviceAdded;
import dev.weir.contract.commands.v1.ReportLoginFailed;
import dev.weir.contract.commands.v1.ReportPayeeAdded;
import dev.weir.contract.commands.v1.ReportSession;
import dev.weir.contract.commands.v1.ReportTerminalHealth;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.commands.v1.SetAccountMetadata;
import dev.weir.contract.commands.v1.SetOverdraft;
import dev.weir.contract.commands.v1.SetSpendingLimit;
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
                    call.caller().requireBook(Fields.text(command, "book_id"));
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
