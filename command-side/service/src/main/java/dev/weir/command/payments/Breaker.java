package dev.weir.command.payments;

/**
 * Falls back at once while the decide job is away or far behind, for one partition. Payments are
 * still asked about, so each late decision shows how far behind it is, and the breaker needs no
 * probes of its own. Only on the partition's loop.
 */
final class Breaker {
    /** One checkpoint of Flink makes a few payments late; this many in a row are no hiccup. */
    static final int FALLBACKS_TO_OPEN = 20;

    private int fallbacksInARow;
    private boolean open;

    boolean isOpen() {
        return open;
    }

    /** A payment had to fall back; true if that opened the breaker. */
    boolean fellBack() {
        fallbacksInARow++;
        if (!open && fallbacksInARow >= FALLBACKS_TO_OPEN) {
            open = true;
            return true;
        }
        return false;
    }

    /**
     * A decision arrived.
     *
     * @param ageMicros since its payment arrived
     * @param budgetMicros that a payment has
     * @return true if that closed the breaker
     */
    boolean decided(long ageMicros, long budgetMicros) {
        if (ageMicros > budgetMicros) {
            return false;
        }
        boolean wasOpen = open;
        open = false;
        fallbacksInARow = 0;
        return wasOpen;
    }
}
