package dev.weir.jobs;

/** Keys of weir.views, as views.proto gives them. */
final class ViewKeys {
    private ViewKeys() {}

    static String account(String book, String account) {
        return book + "/account/" + account;
    }

    static String entry(String book, long sequence, int leg) {
        return book + "/entry/" + sequence + '.' + leg;
    }

    static String hold(String book, long sequence, int leg) {
        return book + "/hold/" + sequence + '.' + leg;
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

    static String progress(String book) {
        return book + "/progress";
    }
}
