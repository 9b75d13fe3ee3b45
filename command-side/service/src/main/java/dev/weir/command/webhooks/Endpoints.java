package dev.weir.command.webhooks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How the addresses that are told behave, so that a slow or dead one does not hold up the others:
 * half of the lanes at most are at one of good standing; one that was slow or failed gets one lane,
 * and all such together less than half of the lanes. After some failures in a row an address is
 * left alone for a while (its circuit is open), then asked once. For all threads.
 */
final class Endpoints {
    /** Slower than this is slow. */
    static final Duration SLOW = Duration.ofSeconds(1);

    static final int FAILURES_MAX = 5;

    private static final long OPEN_MAX_FACTOR = 32;

    /** What becomes of one that wants to deliver. */
    enum Entry {
        /** It may, and says {@link #left} when it has. */
        ENTERED,
        /** There is no lane for this address now. */
        BUSY,
        /** The address failed again and again. */
        OPEN
    }

    private static final class Standing {
        private int inFlight;
        private int failures;
        private boolean slow;
        private long openUntilNanos;
        private long openForNanos;

        boolean suspect() {
            return slow || failures > 0;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<String, Standing> standings = new HashMap<>();
    private final LongSupplier nanos;
    private final int perEndpoint;
    private final int suspectsMax;
    private final long firstOpenNanos;
    private int suspectsInFlight;

    /**
     * @param lanes attempts at a time, at least 2
     * @param firstOpen how long a circuit is open at first; doubles up to 32 times
     * @param nanos a clock that only runs forward
     */
    Endpoints(int lanes, Duration firstOpen, LongSupplier nanos) {
        this.perEndpoint = Math.max(1, lanes / 2);
        this.suspectsMax = Math.max(1, lanes / 2 - 1);
        this.firstOpenNanos = firstOpen.toNanos();
        this.nanos = nanos;
    }

    /**
     * Asks for a lane to an address.
     *
     * @param patience how long an address of good standing is waited for
     */
    Entry enter(String endpoint, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (true) {
                Standing standing = standings.computeIfAbsent(endpoint, unknown -> new Standing());
                if (standing.failures >= FAILURES_MAX
                        && (standing.inFlight > 0
                                || nanos.getAsLong() - standing.openUntilNanos < 0)) {
                    return Entry.OPEN;
                }
                if (standing.suspect()) {
                    if (standing.inFlight > 0 || suspectsInFlight >= suspectsMax) {
                        return Entry.BUSY;
                    }
                    standing.inFlight++;
                    suspectsInFlight++;
                    return Entry.ENTERED;
                }
                if (standing.inFlight < perEndpoint) {
                    standing.inFlight++;
                    return Entry.ENTERED;
                }
                if (left <= 0) {
                    return Entry.BUSY;
                }
                left = freed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** One that had entered is done. */
    void left(String endpoint, boolean success, Duration took) {
        lock.lock();
        try {
            Standing standing = standings.get(endpoint);
            boolean wasSuspect = standing.suspect();
            int inFlightBefore = standing.inFlight;
            standing.inFlight--;
            standing.slow = took.compareTo(SLOW) > 0;
            if (success) {
                standing.failures = 0;
                standing.openForNanos = 0;
            } else {
                standing.failures++;
                if (standing.failures >= FAILURES_MAX) {
                    open(standing);
                }
            }
            recount(standing, wasSuspect, inFlightBefore);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was under way when it opened and fails after that does not open it for longer. */
    private void open(Standing standing) {
        if (standing.openForNanos > 0 && nanos.getAsLong() - standing.openUntilNanos < 0) {
            return;
        }
        standing.openForNanos =
                standing.openForNanos == 0
                        ? firstOpenNanos
                        : Math.min(2 * standing.openForNanos, OPEN_MAX_FACTOR * firstOpenNanos);
        standing.openUntilNanos = nanos.getAsLong() + standing.openForNanos;
    }

    /** What is under way to an address counts as suspect as long as the address is. */
    private void recount(Standing standing, boolean wasSuspect, int inFlightBefore) {
        suspectsInFlight -= wasSuspect ? inFlightBefore : 0;
        suspectsInFlight += standing.suspect() ? standing.inFlight : 0;
    }

    /** Addresses that are left alone now. */
    int open() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            return (int)
                    standings.values().stream()
                            .filter(
                                    standing ->
                                            standing.failures >= FAILURES_MAX
                                                    && now - standing.openUntilNanos < 0)
                            .count();
        } finally {
            lock.unlock();
        }
    }
}
