package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.CaseAlertAdded;
import dev.weir.contract.cases.v1.CaseAssigned;
import dev.weir.contract.cases.v1.CaseCommented;
import dev.weir.contract.cases.v1.CaseLinked;
import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.CaseReopened;
import dev.weir.contract.cases.v1.CaseResolved;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.CommentOnCase;
import dev.weir.contract.commands.v1.LinkCases;
import dev.weir.contract.commands.v1.ReopenCase;
import dev.weir.contract.commands.v1.ResolveCase;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.store.v1.AlertStage;
import dev.weir.contract.store.v1.CaseState;
import dev.weir.contract.store.v1.PaymentState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Cases: alerts of one account and cause, looked at together. */
final class CaseCommands {
    private CaseCommands() {}

    /** The alert opens a case or joins the open one of its account and severest cause. */
    static void grouped(Draft draft, AlertRaised alert) {
        String source = cause(alert.getReasonsList());
        Cases cases = draft.state().cases();
        Optional<CaseState> joined = cases.joined(alert.getAccountId(), source);
        if (joined.isPresent()) {
            draft.add(
                    CaseAlertAdded.newBuilder()
                            .setCaseId(joined.get().getCaseId())
                            .setAlertId(alert.getAlertId())
                            .build(),
                    alert.getAlertId());
        } else if (cases.size() < Limits.CASES_OPEN_MAX) {
            draft.add(
                    CaseOpened.newBuilder()
                            .setCaseId(alert.getAlertId())
                            .setAccountId(alert.getAccountId())
                            .setSourceId(source)
                            .setAlertId(alert.getAlertId())
                            .build(),
                    alert.getAlertId());
        }
    }

    /** The first reason that counted; reasons stand severest first. */
    private static String cause(List<Reason> reasons) {
        return reasons.stream()
                .filter(reason -> !reason.getShadow())
                .findFirst()
                .map(
                        reason ->
                                reason.getSourceId().isEmpty()
                                        ? reason.getCode()
                                        : reason.getSourceId())
                .filter(source -> !source.isEmpty())
                .orElse("none");
    }

    static Outcome assign(Dispatch.Call call, AssignCase c) {
        open(call, c.getCaseId());
        Fields.optionalId(call.findings(), "assignee", c.getAssignee());
        return fact(
                call,
                c.getCaseId(),
                () ->
                        CaseAssigned.newBuilder()
                                .setCaseId(c.getCaseId())
                                .setAssignee(c.getAssignee())
                                .setAssignedBy(call.context().subject())
                                .build());
    }

    static Outcome comment(Dispatch.Call call, CommentOnCase c) {
        Optional<CaseState> state = open(call, c.getCaseId());
        if (c.getText().isEmpty()) {
            call.add(RefusalCode.FIELD_MISSING, "field", "text");
        }
        Fields.text(call.findings(), "text", c.getText(), Limits.CASE_COMMENT_CHARACTERS_MAX);
        int comments = state.map(CaseState::getComments).orElse(0);
        full(call, c.getCaseId(), comments, Limits.CASE_COMMENTS_MAX, "comments");
        return fact(
                call,
                c.getCaseId(),
                () ->
                        CaseCommented.newBuilder()
                                .setCaseId(c.getCaseId())
                                .setCommentId(Integer.toString(comments + 1))
                                .setText(c.getText())
                                .setAuthor(call.context().subject())
                                .build());
    }

    static Outcome link(Dispatch.Call call, LinkCases c) {
        Findings f = call.findings();
        Optional<CaseState> state = open(call, c.getCaseId());
        Fields.requiredId(f, "other_case_id", c.getOtherCaseId());
        Fields.text(f, "reason", c.getReason(), Limits.TEXT_CHARACTERS_MAX);
        if (c.getOtherCaseId().equals(c.getCaseId())) {
            Fields.invalid(f, "other_case_id", "it is the case itself");
        }
        if (f.none() && call.state().cases().find(c.getOtherCaseId()).isEmpty()) {
            call.add(RefusalCode.CASE_UNKNOWN, "case", c.getOtherCaseId());
        }
        state.ifPresent(
                it -> {
                    if (it.getLinkedCaseIdsList().contains(c.getOtherCaseId())) {
                        call.add(
                                RefusalCode.CASE_LINKED,
                                "case",
                                c.getCaseId(),
                                "other",
                                c.getOtherCaseId());
                    }
                    full(
                            call,
                            c.getCaseId(),
                            it.getLinkedCaseIdsCount(),
                            Limits.CASE_LINKS_MAX,
                            "links");
                });
        return fact(
                call,
                c.getCaseId(),
                () ->
                        CaseLinked.newBuilder()
                                .setCaseId(c.getCaseId())
                                .setOtherCaseId(c.getOtherCaseId())
                                .setReason(c.getReason())
                                .setLinkedBy(call.context().subject())
                                .build());
    }

    /** The verdict on the case is that on each of its open alerts. */
    static Outcome resolve(Dispatch.Call call, ResolveCase c) {
        Findings f = call.findings();
        Optional<CaseState> state = open(call, c.getCaseId());
        CaseRules.verdictOf(f, c.getVerdict());
        Fields.text(f, "comment", c.getComment(), Limits.COMMENT_CHARACTERS_MAX);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    CaseRules.Verdict verdict =
                            new CaseRules.Verdict(
                                    c.getVerdict(), c.getComment(), c.getCaseId(), occurred);
                    alerts(call, state.orElseThrow(), AlertStage.ALERT_OPEN)
                            .forEach(
                                    payment ->
                                            CaseRules.resolve(
                                                    call,
                                                    draft,
                                                    TimerRules.meet(
                                                            draft, payment, call.nowMicros()),
                                                    verdict));
                    draft.add(
                            CaseResolved.newBuilder()
                                    .setCaseId(c.getCaseId())
                                    .setVerdict(c.getVerdict())
                                    .setComment(c.getComment())
                                    .setResolvedBy(call.context().subject())
                                    .setKnownAtMicros(occurred)
                                    .build(),
                            c.getCaseId());
                    return draft.accepted();
                });
    }

    static Outcome reopen(Dispatch.Call call, ReopenCase c) {
        Findings f = call.findings();
        Fields.requiredId(f, "case_id", c.getCaseId());
        Fields.text(f, "reason", c.getReason(), Limits.COMMENT_CHARACTERS_MAX);
        long occurred =
                Fields.occurred(
                        f, "occurred_at", c.hasOccurredAt(), c.getOccurredAt(), call.nowMicros());
        Optional<CaseState> state =
                f.none() ? call.state().cases().find(c.getCaseId()) : Optional.empty();
        if (state.isEmpty()) {
            call.add(RefusalCode.CASE_UNKNOWN, "case", c.getCaseId());
        } else if (!state.get().getResolved()) {
            call.add(
                    RefusalCode.CASE_STATUS,
                    "case",
                    c.getCaseId(),
                    "status",
                    "open",
                    "needed",
                    "a resolved one");
        }
        if (call.state().cases().size() >= Limits.CASES_OPEN_MAX) {
            full(
                    call,
                    c.getCaseId(),
                    Limits.CASES_OPEN_MAX,
                    Limits.CASES_OPEN_MAX,
                    "open cases beside it");
        }
        return call.orElse(
                () -> {
                    Draft draft = new Draft(call.state(), occurred);
                    CaseState before = state.orElseThrow();
                    alerts(call, before, AlertStage.ALERT_DONE)
                            .forEach(payment -> reopened(call, draft, payment, c, occurred));
                    draft.add(
                            CaseReopened.newBuilder()
                                    .setCaseId(c.getCaseId())
                                    .setReason(c.getReason())
                                    .setReopenedBy(call.context().subject())
                                    .setAccountId(before.getAccountId())
                                    .setSourceId(before.getSourceId())
                                    .setAssignee(before.getAssignee())
                                    .addAllAlertIds(before.getAlertIdsList())
                                    .setComments(before.getComments())
                                    .addAllLinkedCaseIds(before.getLinkedCaseIdsList())
                                    .build(),
                            c.getCaseId());
                    return draft.accepted();
                });
    }

    private static void reopened(
            Dispatch.Call call, Draft draft, PaymentState payment, ReopenCase c, long occurred) {
        String id = payment.getDetails().getPaymentId();
        draft.add(
                AlertReopened.newBuilder()
                        .setAlertId(id)
                        .setPaymentId(id)
                        .setReason(c.getReason())
                        .setReopenedBy(call.context().subject())
                        .setKnownAtMicros(occurred)
                        .build(),
                id);
    }

    /** Payments of the case's alerts that stand so; an alert's id is its payment's. */
    private static List<PaymentState> alerts(
            Dispatch.Call call, CaseState state, AlertStage stage) {
        return state.getAlertIdsList().stream()
                .flatMap(alert -> call.state().payment(alert).stream())
                .filter(payment -> payment.getAlert() == stage)
                .toList();
    }

    private static Optional<CaseState> open(Dispatch.Call call, String caseId) {
        Fields.requiredId(call.findings(), "case_id", caseId);
        Optional<CaseState> open = call.state().cases().open(caseId);
        if (open.isPresent() || !call.findings().none()) {
            return open;
        }
        if (call.state().cases().find(caseId).isPresent()) {
            call.add(
                    RefusalCode.CASE_STATUS,
                    "case",
                    caseId,
                    "status",
                    "resolved",
                    "needed",
                    "an open one");
        } else {
            call.add(RefusalCode.CASE_UNKNOWN, "case", caseId);
        }
        return open;
    }

    private static void full(
            Dispatch.Call call, String caseId, int count, int most, String things) {
        if (count >= most) {
            call.add(
                    RefusalCode.CASE_FULL,
                    "case",
                    caseId,
                    "count",
                    Integer.toString(count),
                    "things",
                    things);
        }
    }

    private static Outcome fact(Dispatch.Call call, String caseId, Supplier<Message> event) {
        return call.orElse(
                () ->
                        new Outcome.Accepted(
                                List.of(new NewEvent(event.get(), caseId, call.nowMicros())),
                                caseId));
    }
}
