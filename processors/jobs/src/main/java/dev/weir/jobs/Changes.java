package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.views.v1.AccountChangeView;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldChangeView;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.contract.views.v1.TransferView;
import java.util.LinkedHashMap;
import java.util.Map;

/** The views that one event changed, each in its last form, in the order of their first change. */
final class Changes {
    private final Map<String, Message> byKey = new LinkedHashMap<>();
    private int unsoundAccounts;
    private boolean bookUnsound;

    /** The event does not follow from the book before it, and no account can carry the mark. */
    void markBook() {
        bookUnsound = true;
    }

    boolean bookUnsound() {
        return bookUnsound;
    }

    void account(AccountView view) {
        Message before = byKey.put(ViewKeys.account(view.getBook(), view.getAccountId()), view);
        boolean counted = before instanceof AccountView old && old.getUnsound();
        if (view.getUnsound() && !counted) {
            unsoundAccounts++;
        }
    }

    void entry(EntryView view) {
        byKey.put(ViewKeys.entry(view.getBook(), view.getSequence(), view.getLeg()), view);
    }

    void holdChange(HoldChangeView view) {
        byKey.put(ViewKeys.holdChange(view.getBook(), view.getSequence(), view.getLeg()), view);
    }

    void change(AccountChangeView view) {
        byKey.put(ViewKeys.change(view.getBook(), view.getSequence(), view.getAccountId()), view);
    }

    void transfer(TransferView view) {
        byKey.put(ViewKeys.transfer(view.getBook(), view.getTransferId()), view);
    }

    void payment(PaymentView view) {
        byKey.put(ViewKeys.payment(view.getBook(), view.getPaymentId()), view);
    }

    void alert(AlertView view) {
        byKey.put(ViewKeys.alert(view.getBook(), view.getAlertId()), view);
    }

    void caseOf(CaseView view) {
        byKey.put(ViewKeys.caseOf(view.getBook(), view.getCaseId()), view);
    }

    void hold(HoldView view) {
        byKey.put(ViewKeys.hold(view.getBook(), view.getHoldId()), view);
    }

    void bookTransfer(BookTransferView view) {
        byKey.put(view.getBook() + "/book-transfer/" + ViewKeys.bookTransfer(view), view);
    }

    Map<String, Message> byKey() {
        return byKey;
    }

    /** Changed accounts that are unsound, now or since long. */
    int unsoundAccounts() {
        return unsoundAccounts;
    }

    static String typeOf(Message view) {
        return EventTypes.nameOf(view);
    }
}
