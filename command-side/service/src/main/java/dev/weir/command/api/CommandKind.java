package dev.weir.command.api;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.CloseAccount;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every command that a client may send: its message, the role that it needs, and whether it creates
 * something. Roles, REST, gRPC, the OpenAPI page and the Axon handlers all go by this list.
 */
public enum CommandKind {
    OPEN_BOOK(OpenBook.getDefaultInstance(), Role.ADMIN, true),
    MOVE_TEST_CLOCK(MoveTestClock.getDefaultInstance(), Role.ADMIN, false),
    DEFINE_CURRENCY(DefineCurrency.getDefaultInstance(), Role.ADMIN, true),
    OPEN_ACCOUNT(OpenAccount.getDefaultInstance(), Role.WRITER, true),
    FREEZE_ACCOUNT(FreezeAccount.getDefaultInstance(), Role.WRITER, false),
    UNFREEZE_ACCOUNT(UnfreezeAccount.getDefaultInstance(), Role.WRITER, false),
    CLOSE_ACCOUNT(CloseAccount.getDefaultInstance(), Role.WRITER, false),
    SET_OVERDRAFT(SetOverdraft.getDefaultInstance(), Role.WRITER, false),
    SET_ACCOUNT_METADATA(SetAccountMetadata.getDefaultInstance(), Role.WRITER, false),
    POST_TRANSFER(PostTransfer.getDefaultInstance(), Role.WRITER, true),
    REVERSE_TRANSFER(ReverseTransfer.getDefaultInstance(), Role.WRITER, true),
    CORRECT_TRANSFER(CorrectTransfer.getDefaultInstance(), Role.WRITER, true),
    EXCHANGE_TRANSFER(ExchangeTransfer.getDefaultInstance(), Role.WRITER, true),
    DEPOSIT(Deposit.getDefaultInstance(), Role.WRITER, true),
    WITHDRAW(Withdraw.getDefaultInstance(), Role.WRITER, true),
    SET_SPENDING_LIMIT(SetSpendingLimit.getDefaultInstance(), Role.WRITER, false),
    REMOVE_SPENDING_LIMIT(RemoveSpendingLimit.getDefaultInstance(), Role.WRITER, false),
    REQUEST_PAYMENT(RequestPayment.getDefaultInstance(), Role.WRITER, true, "payment"),
    CAPTURE_PAYMENT(CapturePayment.getDefaultInstance(), Role.WRITER, true),
    VOID_PAYMENT(VoidPayment.getDefaultInstance(), Role.WRITER, false),
    REFUND_PAYMENT(RefundPayment.getDefaultInstance(), Role.WRITER, true),
    HOLD_FUNDS(HoldFunds.getDefaultInstance(), Role.WRITER, true),
    CAPTURE_HOLD(CaptureHold.getDefaultInstance(), Role.WRITER, true),
    RELEASE_HOLD(ReleaseHold.getDefaultInstance(), Role.WRITER, false),
    SEND_TO_BOOK(SendToBook.getDefaultInstance(), Role.WRITER, true),
    REFUSE_CREDIT(RefuseCredit.getDefaultInstance(), Role.WRITER, false),
    REPORT_CHARGEBACK(ReportChargeback.getDefaultInstance(), Role.WRITER, false),
    REPORT_LOGIN_FAILED(ReportLoginFailed.getDefaultInstance(), Role.WRITER, false, "login"),
    REPORT_DEVICE_ADDED(ReportDeviceAdded.getDefaultInstance(), Role.WRITER, false, "device"),
    REPORT_PAYEE_ADDED(ReportPayeeAdded.getDefaultInstance(), Role.WRITER, false, "payee"),
    REPORT_CONTACT_CHANGED(
            ReportContactChanged.getDefaultInstance(), Role.WRITER, false, "contact"),
    REPORT_TERMINAL_HEALTH(
            ReportTerminalHealth.getDefaultInstance(), Role.WRITER, false, "terminal"),
    REPORT_SESSION(ReportSession.getDefaultInstance(), Role.WRITER, false, "session"),
    RESOLVE_ALERT(ResolveAlert.getDefaultInstance(), Role.ANALYST, false),
    EXECUTE_BATCH(Batch.getDefaultInstance(), Role.WRITER, false);

    private static final Map<String, CommandKind> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(CommandKind::wireName, kind -> kind));

    private final Message prototype;
    private final Role role;
    private final boolean creating;
    private final String flattenedField;

    CommandKind(Message prototype, Role role, boolean creating) {
        this(prototype, role, creating, "");
    }

    CommandKind(Message prototype, Role role, boolean creating, String flattenedField) {
        this.prototype = prototype;
        this.role = role;
        this.creating = creating;
        this.flattenedField = flattenedField;
    }

    /** The kind of a command's message; throws IllegalArgumentException if it is none. */
    public static CommandKind of(Message command) {
        return byName(command.getDescriptorForType().getFullName())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        command.getDescriptorForType().getFullName()
                                                + " is no command"));
    }

    public static Optional<CommandKind> byName(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The empty message. */
    public Message prototype() {
        return prototype;
    }

    /** Full name of the message. */
    public String wireName() {
        return prototype.getDescriptorForType().getFullName();
    }

    /** The role that a caller needs. */
    public Role role() {
        return role;
    }

    /** Whether it is answered 201 the first time. */
    public boolean creating() {
        return creating;
    }

    /**
     * Name of the field whose own fields stand beside the others in a REST body; empty where the
     * body is the message as it is.
     */
    public String flattenedField() {
        return flattenedField;
    }

    /** The name as an operation: OPEN_BOOK is openBook. */
    public String operationId() {
        String camel =
                Arrays.stream(name().split("_")).map(capitalised()).collect(Collectors.joining());
        return Character.toLowerCase(camel.charAt(0)) + camel.substring(1);
    }

    private static Function<String, String> capitalised() {
        return word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
