package dev.weir.command.api;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.ActivatePattern;
import dev.weir.contract.commands.v1.ActivateRule;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.AddListEntries;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.ApprovePattern;
import dev.weir.contract.commands.v1.ApproveRule;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.CloseAccount;
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
    GET_SPENDING_LIMIT(GetSpendingLimit.getDefaultInstance(), Role.READER, false),
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
    DRAFT_RULE(DraftRule.getDefaultInstance(), Role.ANALYST, true, "rule", true),
    SHADOW_RULE(ShadowRule.getDefaultInstance(), Role.ANALYST, false, "", true),
    APPROVE_RULE(ApproveRule.getDefaultInstance(), Role.APPROVER, false, "", true),
    ACTIVATE_RULE(ActivateRule.getDefaultInstance(), Role.APPROVER, false, "", true),
    STOP_RULE(StopRule.getDefaultInstance(), Role.ANALYST, false, "", true),
    ROLL_BACK_RULE(RollBackRule.getDefaultInstance(), Role.APPROVER, false, "", true),
    RETIRE_RULE(RetireRule.getDefaultInstance(), Role.APPROVER, false, "", true),
    DRAFT_PATTERN(DraftPattern.getDefaultInstance(), Role.ANALYST, true, "pattern", true),
    SHADOW_PATTERN(ShadowPattern.getDefaultInstance(), Role.ANALYST, false, "", true),
    APPROVE_PATTERN(ApprovePattern.getDefaultInstance(), Role.APPROVER, false, "", true),
    ACTIVATE_PATTERN(ActivatePattern.getDefaultInstance(), Role.APPROVER, false, "", true),
    STOP_PATTERN(StopPattern.getDefaultInstance(), Role.ANALYST, false, "", true),
    ROLL_BACK_PATTERN(RollBackPattern.getDefaultInstance(), Role.APPROVER, false, "", true),
    RETIRE_PATTERN(RetirePattern.getDefaultInstance(), Role.APPROVER, false, "", true),
    DEFINE_LIST(DefineList.getDefaultInstance(), Role.APPROVER, false, "", true),
    REMOVE_LIST(RemoveList.getDefaultInstance(), Role.APPROVER, false, "", true),
    ADD_LIST_ENTRIES(AddListEntries.getDefaultInstance(), Role.ANALYST, false, "", true),
    REMOVE_LIST_ENTRIES(RemoveListEntries.getDefaultInstance(), Role.ANALYST, false, "", true),
    REGISTER_MODEL(RegisterModel.getDefaultInstance(), Role.ANALYST, true, "", true),
    APPROVE_MODEL(ApproveModel.getDefaultInstance(), Role.APPROVER, false, "", true),
    PROMOTE_MODEL(PromoteModel.getDefaultInstance(), Role.APPROVER, false, "", true),
    ROLL_BACK_MODEL(RollBackModel.getDefaultInstance(), Role.APPROVER, false, "", true),
    SET_CHALLENGER(SetChallenger.getDefaultInstance(), Role.ANALYST, false, "", true),
    SET_SCORE_THRESHOLDS(SetScoreThresholds.getDefaultInstance(), Role.ADMIN, false, "", true),
    SET_FALLBACK_POLICY(SetFallbackPolicy.getDefaultInstance(), Role.ADMIN, false, "", true),
    SET_LATE_POLICY(SetLatePolicy.getDefaultInstance(), Role.ADMIN, false, "", true),
    SNOOZE_ENTITY(SnoozeEntity.getDefaultInstance(), Role.ANALYST, false, "", true),
    END_SNOOZE(EndSnooze.getDefaultInstance(), Role.ANALYST, false, "", true),
    CREATE_SUBSCRIPTION(CreateSubscription.getDefaultInstance(), Role.ADMIN, true, "", true),
    REMOVE_SUBSCRIPTION(RemoveSubscription.getDefaultInstance(), Role.ADMIN, false, "", true),
    ADD_BOOK_LIST_ENTRIES(AddBookListEntries.getDefaultInstance(), Role.ANALYST, false),
    REMOVE_BOOK_LIST_ENTRIES(RemoveBookListEntries.getDefaultInstance(), Role.ANALYST, false),
    ASSIGN_CASE(AssignCase.getDefaultInstance(), Role.ANALYST, false),
    COMMENT_ON_CASE(CommentOnCase.getDefaultInstance(), Role.ANALYST, false),
    LINK_CASES(LinkCases.getDefaultInstance(), Role.ANALYST, false),
    RESOLVE_CASE(ResolveCase.getDefaultInstance(), Role.ANALYST, false),
    REOPEN_CASE(ReopenCase.getDefaultInstance(), Role.ANALYST, false),
    EXECUTE_BATCH(Batch.getDefaultInstance(), Role.WRITER, false);

    private static final Map<String, CommandKind> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(CommandKind::wireName, kind -> kind));

    private final Message prototype;
    private final Role role;
    private final boolean creating;
    private final String flattenedField;
    private final boolean ofControl;

    CommandKind(Message prototype, Role role, boolean creating) {
        this(prototype, role, creating, "");
    }

    CommandKind(Message prototype, Role role, boolean creating, String flattenedField) {
        this(prototype, role, creating, flattenedField, false);
    }

    CommandKind(
            Message prototype,
            Role role,
            boolean creating,
            String flattenedField,
            boolean ofControl) {
        this.ofControl = ofControl;
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

    /** Whether it only asks: it writes nothing, so keys and dry runs mean nothing to it. */
    public boolean reading() {
        return this == GET_SPENDING_LIMIT;
    }

    /** Whether it is for the control book, which it then does not name. */
    public boolean ofControl() {
        return ofControl;
    }

    /**
     * The book that a token has to cover: the command's own; of the control book's commands the one
     * that they are about, or the control book itself where they are about all.
     */
    public String coveredBook(Message command) {
        if (!ofControl) {
            return Fields.text(command, "book_id");
        }
        String about = Fields.text(command, "book");
        return about.isEmpty() ? Topics.CONTROL_BOOK : about;
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
