package dev.weir.features;

import dev.weir.contract.payments.v1.PaymentDetails;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Everything that is known at one payment; features read it. {@code time} is the payment's own
 * time, {@code at} the moment that windows end at: the same, but for a payment that came too late.
 */
final class Facts {
    final PaymentDetails payment;
    final long time;
    final long at;
    final AccountProfile profile;
    private final String[] ids = new String[KeyKind.values().length];
    final Map<KeyKind, EntityFigures> figures = new EnumMap<>(KeyKind.class);
    final Map<KeyKind, Frauds> frauds = new EnumMap<>(KeyKind.class);
    final Set<KeyKind> metFirst = EnumSet.noneOf(KeyKind.class);
    long sinceLastPayment = -1;
    double kilometres = -1;
    long betweenPlaces;
    boolean terminalUnwell;
    int sessionPageViews;
    int sessionClicks;

    Facts(PaymentDetails payment, long time, long at, AccountProfile profile) {
        this.payment = payment;
        this.time = time;
        this.at = at;
        this.profile = profile;
    }

    /** The entity's id in the payment, worked out once; empty where it is not known. */
    String id(KeyKind kind) {
        String id = ids[kind.ordinal()];
        if (id == null) {
            id = kind.idIn(payment);
            ids[kind.ordinal()] = id;
        }
        return id;
    }

    /** What was found at one of the payment's entities. */
    void found(KeyKind kind, EntityStep.Found found) {
        figures.put(kind, found.figures());
        if (found.first()) {
            metFirst.add(kind);
        }
    }

    EntityFigures of(KeyKind kind) {
        return figures.getOrDefault(kind, EntityFigures.NONE);
    }

    /**
     * Share of known frauds in the payments of a window that ended {@link Times#LABEL_DELAY} ago; 0
     * if there are none.
     */
    double risk(KeyKind kind, Window window) {
        long payments = of(kind).delayedCount(window);
        Frauds known = frauds.get(kind);
        return payments == 0 || known == null ? 0 : (double) known.known(window, at) / payments;
    }

    /** Speed since the newest earlier place, over at least a minute; -1 without two places. */
    double kilometresPerHour() {
        double hours = (double) Math.max(betweenPlaces, Times.MINUTE) / Times.HOUR;
        return kilometres < 0 ? -1 : kilometres / hours;
    }
}
