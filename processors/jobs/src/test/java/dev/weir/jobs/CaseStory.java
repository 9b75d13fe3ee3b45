package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.cases.v1.AlertRaised;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.CaseAlertAdded;
import dev.weir.contract.cases.v1.CaseAssigned;
import dev.weir.contract.cases.v1.CaseCommented;
import dev.weir.contract.cases.v1.CaseLinked;
import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.CaseReopened;
import dev.weir.contract.cases.v1.CaseResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.PaymentView;
import java.util.Map;

/** Two cases: one is resolved and stays so, one is reopened. */
final class CaseStory {
    private CaseStory() {}

    static void of(BookLog log) {
        log.command(
                CaseOpened.newBuilder()
                        .setCaseId("shut")
                        .setAccountId("a")
                        .setSourceId("r1")
                        .setAlertId("voided")
                        .build());
        log.command(
                CaseResolved.newBuilder()
                        .setCaseId("shut")
                        .setVerdict(Verdict.FRAUD)
                        .setComment("clear")
                        .setResolvedBy("eve")
                        .build());
        log.command(
                AlertRaised.newBuilder().setAlertId("captured").setPaymentId("captured").build(),
                CaseOpened.newBuilder().setCaseId("again").setAlertId("captured").build());
        log.command(CaseAlertAdded.newBuilder().setCaseId("again").setAlertId("x").build());
        log.command(CaseAssigned.newBuilder().setCaseId("again").setAssignee("eve").build());
        log.command(
                CaseCommented.newBuilder()
                        .setCaseId("again")
                        .setCommentId("1")
                        .setText("odd")
                        .setAuthor("ann")
                        .build());
        log.command(CaseLinked.newBuilder().setCaseId("again").setOtherCaseId("shut").build());
        log.command(
                AlertResolved.newBuilder()
                        .setAlertId("captured")
                        .setPaymentId("captured")
                        .setVerdict(Verdict.FRAUD)
                        .setCaseId("again")
                        .build(),
                CaseResolved.newBuilder().setCaseId("again").setVerdict(Verdict.FRAUD).build());
        log.command(
                AlertReopened.newBuilder().setAlertId("captured").setPaymentId("captured").build(),
                CaseReopened.newBuilder().setCaseId("again").build());
    }

    static void check(Map<String, OutRecord> views) throws Exception {
        CaseView shut = CaseView.parseFrom(views.get("main/case/shut").value);
        assertThat(shut.getResolved()).isTrue();
        assertThat(shut.getVerdict()).isEqualTo(Verdict.FRAUD);
        assertThat(shut.getResolvedBy()).isEqualTo("eve");
        assertThat(shut.hasResolvedAt()).isTrue();
        CaseView again = CaseView.parseFrom(views.get("main/case/again").value);
        assertThat(again.getResolved()).isFalse();
        assertThat(again.getVerdict()).isEqualTo(Verdict.VERDICT_UNSPECIFIED);
        assertThat(again.getAlertIdsList()).containsExactly("captured", "x");
        assertThat(again.getAssignee()).isEqualTo("eve");
        assertThat(again.getComments(0).getText()).isEqualTo("odd");
        assertThat(again.getLinks(0).getOtherCaseId()).isEqualTo("shut");
        AlertView alert = AlertView.parseFrom(views.get("main/alert/captured").value);
        assertThat(alert.getResolved()).isFalse();
        assertThat(alert.hasResolvedAt()).isFalse();
        PaymentView payment = PaymentView.parseFrom(views.get("main/payment/captured").value);
        assertThat(payment.getVerdict()).isEqualTo(Verdict.VERDICT_UNSPECIFIED);
    }
}
