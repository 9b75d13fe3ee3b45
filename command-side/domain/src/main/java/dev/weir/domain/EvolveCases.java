package dev.weir.domain;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.CaseAlertAdded;
import dev.weir.contract.cases.v1.CaseAssigned;
import dev.weir.contract.cases.v1.CaseCommented;
import dev.weir.contract.cases.v1.CaseLinked;
import dev.weir.contract.cases.v1.CaseOpened;
import dev.weir.contract.cases.v1.CaseReopened;
import dev.weir.contract.cases.v1.CaseResolved;
import dev.weir.contract.store.v1.CaseState;
import java.util.Map;

/** How the events of cases change a book. */
final class EvolveCases {
    private EvolveCases() {}

    static void register(Map<String, Evolve.Handler<Message>> handlers) {
        Evolve.put(handlers, CaseOpened.class, EvolveCases::opened);
        Evolve.put(handlers, CaseAlertAdded.class, EvolveCases::alertAdded);
        Evolve.put(handlers, CaseAssigned.class, EvolveCases::assigned);
        Evolve.put(handlers, CaseCommented.class, EvolveCases::commented);
        Evolve.put(handlers, CaseLinked.class, EvolveCases::linked);
        Evolve.put(handlers, CaseResolved.class, EvolveCases::resolved);
        Evolve.put(handlers, CaseReopened.class, EvolveCases::reopened);
    }

    private static void opened(BookState state, Fold fold, CaseOpened event) {
        state.cases()
                .save(
                        CaseState.newBuilder()
                                .setCaseId(event.getCaseId())
                                .setAccountId(event.getAccountId())
                                .setSourceId(event.getSourceId())
                                .addAlertIds(event.getAlertId())
                                .setOpenedSequence(fold.record().sequence())
                                .build());
    }

    private static void alertAdded(BookState state, Fold fold, CaseAlertAdded event) {
        state.cases()
                .save(
                        state.cases().require(event.getCaseId()).toBuilder()
                                .addAlertIds(event.getAlertId())
                                .build());
    }

    private static void assigned(BookState state, Fold fold, CaseAssigned event) {
        state.cases()
                .save(
                        state.cases().require(event.getCaseId()).toBuilder()
                                .setAssignee(event.getAssignee())
                                .build());
    }

    private static void commented(BookState state, Fold fold, CaseCommented event) {
        CaseState before = state.cases().require(event.getCaseId());
        state.cases().save(before.toBuilder().setComments(before.getComments() + 1).build());
    }

    private static void linked(BookState state, Fold fold, CaseLinked event) {
        state.cases()
                .save(
                        state.cases().require(event.getCaseId()).toBuilder()
                                .addLinkedCaseIds(event.getOtherCaseId())
                                .build());
    }

    private static void resolved(BookState state, Fold fold, CaseResolved event) {
        state.cases()
                .save(
                        state.cases().require(event.getCaseId()).toBuilder()
                                .setResolved(true)
                                .build());
    }

    private static void reopened(BookState state, Fold fold, CaseReopened event) {
        state.cases()
                .save(
                        CaseState.newBuilder()
                                .setCaseId(event.getCaseId())
                                .setAccountId(event.getAccountId())
                                .setSourceId(event.getSourceId())
                                .setAssignee(event.getAssignee())
                                .addAllAlertIds(event.getAlertIdsList())
                                .setComments(event.getComments())
                                .addAllLinkedCaseIds(event.getLinkedCaseIdsList())
                                .setOpenedSequence(fold.record().sequence())
                                .build());
    }
}
