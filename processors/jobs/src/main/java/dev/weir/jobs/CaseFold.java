package dev.weir.jobs;

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
import dev.weir.contract.views.v1.CaseCommentView;
import dev.weir.contract.views.v1.CaseLinkView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.PaymentView;

/** Alerts and cases of a book. */
final class CaseFold {
    private final ViewStore store;
    private final Changes changes;
    private final PaymentFold payments;

    CaseFold(ViewStore store, Changes changes, PaymentFold payments) {
        this.store = store;
        this.changes = changes;
        this.payments = payments;
    }

    void raised(EventMeta meta, AlertRaised event) {
        PaymentView payment =
                store.payment(event.getPaymentId())
                        .map(PaymentState::view)
                        .orElseGet(
                                () -> {
                                    changes.markBook();
                                    return PaymentView.getDefaultInstance();
                                });
        keep(
                meta,
                AlertView.newBuilder()
                        .setBook(meta.book())
                        .setAlertId(event.getAlertId())
                        .setPaymentId(event.getPaymentId())
                        .setAccountId(event.getAccountId())
                        .setOutcome(event.getOutcome())
                        .setScoreMilli(event.getScoreMilli())
                        .addAllReasons(event.getReasonsList())
                        .setRaisedAt(meta.recorded())
                        .setAmountMinor(payment.getDetails().getAmountMinor())
                        .setCurrency(payment.getDetails().getCurrency())
                        .setChannel(payment.getDetails().getChannel()));
    }

    void resolved(EventMeta meta, AlertResolved event) {
        keep(
                meta,
                alert(meta, event.getAlertId(), event.getPaymentId())
                        .setResolved(true)
                        .setVerdict(event.getVerdict())
                        .setResolvedBy(event.getResolvedBy())
                        .setComment(event.getComment())
                        .setResolvedAt(meta.recorded()));
        payments.judged(meta, event.getPaymentId(), event.getVerdict());
    }

    void reopened(EventMeta meta, AlertReopened event) {
        keep(
                meta,
                alert(meta, event.getAlertId(), event.getPaymentId())
                        .setResolved(false)
                        .clearVerdict()
                        .clearResolvedBy()
                        .clearComment()
                        .clearResolvedAt());
        payments.judged(meta, event.getPaymentId(), Verdict.VERDICT_UNSPECIFIED);
    }

    void opened(EventMeta meta, CaseOpened event) {
        keep(
                meta,
                CaseView.newBuilder()
                        .setBook(meta.book())
                        .setCaseId(event.getCaseId())
                        .setAccountId(event.getAccountId())
                        .setSourceId(event.getSourceId())
                        .addAlertIds(event.getAlertId())
                        .setOpenedAt(meta.recorded()));
    }

    void alertAdded(EventMeta meta, CaseAlertAdded event) {
        keep(meta, existing(meta, event.getCaseId()).addAlertIds(event.getAlertId()));
    }

    void assigned(EventMeta meta, CaseAssigned event) {
        keep(meta, existing(meta, event.getCaseId()).setAssignee(event.getAssignee()));
    }

    void commented(EventMeta meta, CaseCommented event) {
        keep(
                meta,
                existing(meta, event.getCaseId())
                        .addComments(
                                CaseCommentView.newBuilder()
                                        .setCommentId(event.getCommentId())
                                        .setText(event.getText())
                                        .setAuthor(event.getAuthor())
                                        .setWrittenAt(meta.recorded())));
    }

    void linked(EventMeta meta, CaseLinked event) {
        keep(
                meta,
                existing(meta, event.getCaseId())
                        .addLinks(
                                CaseLinkView.newBuilder()
                                        .setOtherCaseId(event.getOtherCaseId())
                                        .setReason(event.getReason())
                                        .setLinkedBy(event.getLinkedBy())));
    }

    void resolved(EventMeta meta, CaseResolved event) {
        keep(
                meta,
                existing(meta, event.getCaseId())
                        .setResolved(true)
                        .setVerdict(event.getVerdict())
                        .setComment(event.getComment())
                        .setResolvedBy(event.getResolvedBy())
                        .setResolvedAt(meta.recorded()));
    }

    void reopened(EventMeta meta, CaseReopened event) {
        keep(
                meta,
                existing(meta, event.getCaseId())
                        .setResolved(false)
                        .clearVerdict()
                        .clearComment()
                        .clearResolvedBy()
                        .clearResolvedAt());
    }

    private AlertView.Builder alert(EventMeta meta, String alertId, String paymentId) {
        return store.alert(alertId)
                .map(AlertView::toBuilder)
                .orElseGet(
                        () -> {
                            changes.markBook();
                            return AlertView.newBuilder()
                                    .setBook(meta.book())
                                    .setAlertId(alertId)
                                    .setPaymentId(paymentId);
                        });
    }

    private CaseView.Builder existing(EventMeta meta, String caseId) {
        return store.caseOf(caseId)
                .map(CaseView::toBuilder)
                .orElseGet(
                        () -> {
                            changes.markBook();
                            return CaseView.newBuilder().setBook(meta.book()).setCaseId(caseId);
                        });
    }

    private void keep(EventMeta meta, AlertView.Builder alert) {
        AlertView view = alert.setSequence(meta.sequence()).build();
        store.put(view);
        changes.alert(view);
    }

    private void keep(EventMeta meta, CaseView.Builder builder) {
        CaseView view = builder.setSequence(meta.sequence()).setUpdatedAt(meta.recorded()).build();
        store.put(view);
        changes.caseOf(view);
    }
}
