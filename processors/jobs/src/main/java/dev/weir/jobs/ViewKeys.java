package dev.weir.jobs;

import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.contract.views.v1.BookTransferView;

/** Keys of weir.views, as views.proto gives them. */
final class ViewKeys {
    private ViewKeys() {}

    static String account(String book, String account) {
        return book + "/account/" + account;
    }

    static String entry(String book, long sequence, int leg) {
        return book + "/entry/" + sequence + '.' + leg;
    }

    static String holdChange(String book, long sequence, int leg) {
        return book + "/hold-change/" + sequence + '.' + leg;
    }

    static String change(String book, long sequence, String account) {
        return book + "/change/" + sequence + '.' + account;
    }

    static String transfer(String book, String transfer) {
        return book + "/transfer/" + transfer;
    }

    static String payment(String book, String payment) {
        return book + "/payment/" + payment;
    }

    static String alert(String book, String alert) {
        return book + "/alert/" + alert;
    }

    static String caseOf(String book, String caseId) {
        return book + "/case/" + caseId;
    }

    static String hold(String book, String hold) {
        return book + "/hold/" + hold;
    }

    /** What tells a transfer from the others of its book: DIRECTION/OTHER_BOOK/TRANSFER. */
    static String bookTransfer(
            BookTransferDirection direction, String otherBook, String transferId) {
        return direction.name() + "/" + otherBook + "/" + transferId;
    }

    static String bookTransfer(BookTransferView view) {
        return bookTransfer(view.getDirection(), view.getOtherBook(), view.getTransferId());
    }

    static String progress(String book) {
        return book + "/progress";
    }
}
