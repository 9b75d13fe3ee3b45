package dev.weir.domain;

import static dev.weir.contract.decisions.v1.Outcome.APPROVED;
import static dev.weir.contract.decisions.v1.Outcome.DECLINED;
import static dev.weir.contract.decisions.v1.Outcome.REFERRED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.CaseReopened;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.commands.v1.AssignCase;
import dev.weir.contract.commands.v1.CommentOnCase;
import dev.weir.contract.commands.v1.LinkCases;
import dev.weir.contract.commands.v1.ReopenCase;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.ResolveCase;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaseTest {
    /** Codes that are reached here. */
    static final EnumSet<RefusalCode> REACHED =
            EnumSet.of(
                    RefusalCode.CASE_UNKNOWN,
                    RefusalCode.CASE_STATUS,
                    RefusalCode.CASE_LINKED,
                    RefusalCode.CASE_FULL);

    private final Desk desk = new Desk();

    @BeforeEach
    void twoAccounts() {
        desk.funded("a", 100_000);
        desk.funded("b", 100_000);
    }

    @Test
    void alertsOfOneAccountAndCauseShareACaseAndThoseOfAnotherAccountDoNot() {
        alert("p1", "a");
        alert("p2", "a");

        assertThat(desk.lastRun())
                .containsExactly("PaymentReferred", "AlertRaised", "CaseAlertAdded");
        alert("p3", "b");
        assertThat(desk.lastRun()).containsExactly("PaymentReferred", "AlertRaised", "CaseOpened");
        assertThat(last(CaseOpened.class).getCaseId()).isEqualTo("p3");
    }

    @Test
    void aVerdictOnTheCaseResolvesEachOfItsOpenAlertsAndDecidesWhatWaits() {
        alert("p1", "a");
        alert("p2", "a");
        desk.send(
                ResolveAlert.newBuilder().setAlertId("p1").setVerdict(Verdict.LEGITIMATE).build());
        desk.send(resolve("p1", Verdict.FRAUD));

        assertThat(desk.lastRun())
                .containsExactly("AlertResolved", "PaymentDeclined", "CaseResolved");
        assertThat(last(AlertResolved.class).getAlertId()).isEqualTo("p2");
        assertThat(last(AlertResolved.class).getCaseId()).isEqualTo("p1");
        assertThat(last(AlertResolved.class).getKnownAtMicros())
                .isEqualTo(desk.log.getLast().recordedMicros());
        assertThat(Commands.word(desk.send(resolve("p1", Verdict.FRAUD)))).isEqualTo("CASE_STATUS");
    }

    @Test
    void theNextAlertAfterAVerdictOpensANewCase() {
        alert("p1", "a");
        desk.send(resolve("p1", Verdict.FRAUD));
        alert("p2", "a");

        assertThat(last(CaseOpened.class).getCaseId()).isEqualTo("p2");
    }

    @Test
    void reopeningTakesBackTheLabelsOfTheCaseAndChangesNoPayment() {
        alert("p1", "a");
        desk.send(resolve("p1", Verdict.FRAUD));
        desk.send(ReopenCase.newBuilder().setCaseId("p1").setReason("a mistake").build());

        assertThat(desk.lastRun()).containsExactly("AlertReopened", "CaseReopened");
        assertThat(last(AlertReopened.class).getReason()).isEqualTo("a mistake");
        assertThat(last(CaseReopened.class).getAlertIdsList()).containsExactly("p1");
        assertThat(desk.held("a")).isZero();
        assertThat(Commands.word(desk.send(resolve("p1", Verdict.LEGITIMATE)))).isEqualTo("OK");
        assertThat(desk.lastRun()).containsExactly("AlertResolved", "CaseResolved");
    }

    @Test
    void aReopenedCaseTakesTheNextAlertAgain() {
        alert("p1", "a");
        desk.send(resolve("p1", Verdict.FRAUD));
        desk.send(ReopenCase.newBuilder().setCaseId("p1").build());
        alert("p2", "a");

        assertThat(desk.lastRun()).contains("CaseAlertAdded");
    }

    @Test
    void aFullCaseIsFollowedByANewOne() {
        for (int i = 0; i <= Limits.CASE_ALERTS_MAX; i++) {
            alert("p" + i, "a");
        }

        assertThat(last(CaseOpened.class).getCaseId()).isEqualTo("p" + Limits.CASE_ALERTS_MAX);
        assertThat(Commands.word(desk.send(resolve("p0", Verdict.LEGITIMATE)))).isEqualTo("OK");
        assertThat(desk.balance("a")).isEqualTo(100_000 - Limits.CASE_ALERTS_MAX);
    }

    @Test
    void peopleAssignCommentAndLinkOpenCases() {
        alert("p1", "a");
        alert("p3", "b");
        Message comment = CommentOnCase.newBuilder().setCaseId("p1").setText("looks bad").build();

        assertThat(
                        words(
                                AssignCase.newBuilder().setCaseId("p1").setAssignee("eve").build(),
                                comment,
                                comment,
                                link("p1", "p3"),
                                link("p1", "p3"),
                                link("p1", "p9"),
                                link("p1", "p1"),
                                AssignCase.newBuilder().setCaseId("p9").build()))
                .containsExactly(
                        "OK",
                        "OK",
                        "OK",
                        "OK",
                        "CASE_LINKED",
                        "CASE_UNKNOWN",
                        "FIELD_INVALID",
                        "CASE_UNKNOWN");
        desk.send(resolve("p3", Verdict.FRAUD));
        assertThat(words(AssignCase.newBuilder().setCaseId("p3").build(), link("p1", "p3")))
                .containsExactly("CASE_STATUS", "CASE_LINKED");
    }

    @Test
    void commentsOfACaseAreCountedAndBounded() {
        alert("p1", "a");
        Message comment = CommentOnCase.newBuilder().setCaseId("p1").setText("x").build();
        for (int i = 0; i < Limits.CASE_COMMENTS_MAX; i++) {
            desk.send(comment);
        }

        assertThat(words(comment)).containsExactly("CASE_FULL");
    }

    @Test
    void aDecisionThatAsksForAnAlertRaisesOneForAnApprovedPayment() {
        desk.pay("p", "a", 5, Channel.POS);
        desk.decide("p", decision -> decision.setOutcome(APPROVED).setAlert(true));

        assertThat(desk.lastRun())
                .containsSubsequence("PaymentApproved", "AlertRaised", "CaseOpened");
    }

    @Test
    void aLateNoAlertsVoidsOrRefersAsThePolicySays() {
        assertThat(late(LateAction.LATE_ALERT, Channel.ONLINE))
                .containsExactly("LateDecisionRecorded", "AlertRaised", "CaseOpened");
        assertThat(late(LateAction.LATE_VOID, Channel.ONLINE))
                .containsExactly(
                        "LateDecisionRecorded", "PaymentVoided", "AlertRaised", "CaseAlertAdded");
        assertThat(late(LateAction.LATE_REFER, Channel.ONLINE))
                .containsExactly(
                        "LateDecisionRecorded", "PaymentReferred", "AlertRaised", "CaseAlertAdded");
        assertThat(late(LateAction.LATE_REFER, Channel.POS))
                .containsExactly("LateDecisionRecorded", "AlertRaised", "CaseAlertAdded");
    }

    @Test
    void aPaymentThatALateNoReferredKeepsItsAnswerAndWaitsForAVerdict() {
        late(LateAction.LATE_REFER, Channel.ONLINE);
        String payment = "late" + desk.log.size();
        desk.pay(payment, "a", 7, Channel.ONLINE);
        desk.overdue(payment, APPROVED);
        desk.lateAction = LateAction.LATE_REFER;
        desk.decision(payment, DECLINED, 900);

        assertThat(desk.book.result(payment).orElseThrow().getOutcome()).isEqualTo(APPROVED);
        desk.send(ResolveAlert.newBuilder().setAlertId(payment).setVerdict(Verdict.FRAUD).build());
        assertThat(desk.lastRun()).containsExactly("AlertResolved", "PaymentDeclined");
    }

    private int latePayments;

    private List<String> late(LateAction action, Channel channel) {
        String payment = "l" + latePayments++;
        desk.lateAction = action;
        desk.pay(payment, "a", 7, channel);
        desk.overdue(payment, APPROVED);
        desk.decision(payment, DECLINED, 900);
        return desk.lastRun();
    }

    private void alert(String payment, String account) {
        desk.pay(payment, account, 1, Channel.POS);
        desk.decision(payment, REFERRED, 500);
    }

    private List<String> words(Message... commands) {
        return java.util.Arrays.stream(commands)
                .map(command -> Commands.word(desk.send(command)))
                .toList();
    }

    private static Message link(String one, String other) {
        return LinkCases.newBuilder().setCaseId(one).setOtherCaseId(other).build();
    }

    private static Message resolve(String caseId, Verdict verdict) {
        return ResolveCase.newBuilder().setCaseId(caseId).setVerdict(verdict).build();
    }

    private <E extends Message> E last(Class<E> type) {
        for (EventRecord record : desk.log.reversed()) {
            Message event = EventTypes.parse(record.type(), record.value());
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
        throw new AssertionError("no " + type.getSimpleName());
    }
}
