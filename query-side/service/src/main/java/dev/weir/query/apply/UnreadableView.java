package dev.weir.query.apply;

/** A record of weir.views that can never be applied; its message is the reason, for people. */
final class UnreadableView extends Exception {
    UnreadableView(String reason) {
        super(reason);
    }
}
