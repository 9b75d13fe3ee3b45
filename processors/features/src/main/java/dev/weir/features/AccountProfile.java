package dev.weir.features;

import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDetails;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What an account remembers besides sums: its latest visits (which terminals, merchants, devices,
 * countries), its last payment and place, declines, failed logins and changes. All bounded; each
 * bound is part of the feature's definition.
 */
final class AccountProfile {
    /** Distinct values are counted among so many of the account's newest payments. */
    static final int VISITS_MAX = 128;

    /** So many of the newest declines, and of the newest failed logins, are counted. */
    static final int TIMES_MAX = 64;

    private static final long NEVER = Long.MIN_VALUE;
    private static final int DIMENSIONS = Dimension.values().length;
    private static final int VISIT_LONGS = 1 + DIMENSIONS;

    private long newest = NEVER;
    private long lastPayment = NEVER;
    private long placedAt = NEVER;
    private int latitude;
    private int longitude;
    private final long[] changes = new long[Change.values().length];
    private long[] declines = {};
    private long[] failedLogins = {};
    private long[] visits = {};

    AccountProfile() {
        Arrays.fill(changes, NEVER);
    }

    /** What is counted as distinct. */
    enum Dimension {
        TERMINAL,
        MERCHANT,
        DEVICE,
        COUNTRY
    }

    /** Changes whose age is a feature. */
    enum Change {
        DEVICE_ADDED,
        PAYEE_ADDED,
        CONTACT_CHANGED
    }

    long newest() {
        return newest;
    }

    /**
     * Microseconds since the newest earlier payment, 0 if that is later; -1 if there is none within
     * the memory.
     */
    long sinceLastPayment(long time) {
        return since(lastPayment, time);
    }

    /** Microseconds since a change, 0 if that is later; -1 if there is none within the memory. */
    long since(Change change, long time) {
        return since(changes[change.ordinal()], time);
    }

    private static long since(long then, long time) {
        return then == NEVER || then <= time - Times.PROFILE_MEMORY ? -1 : Math.max(0, time - then);
    }

    /** Whether there is an earlier payment with a place within the memory. */
    boolean placed(long time) {
        return since(placedAt, time) >= 0;
    }

    /** Kilometres from the newest earlier place. */
    double kilometresTo(Location location) {
        return Earth.kilometres(
                latitude, longitude, location.getLatMicrodegrees(), location.getLonMicrodegrees());
    }

    /** Microseconds between the newest earlier place and a time. */
    long betweenPlaceAnd(long time) {
        return Math.abs(time - placedAt);
    }

    void addPayment(PaymentDetails payment, long time) {
        touch(time);
        lastPayment = Math.max(lastPayment, time);
        if (payment.hasLocation() && time >= placedAt) {
            placedAt = time;
            latitude = payment.getLocation().getLatMicrodegrees();
            longitude = payment.getLocation().getLonMicrodegrees();
        }
        long[] visit = {
            time,
            Hashes.of(payment.getTerminalId()),
            Hashes.of(payment.getMerchantId()),
            Hashes.of(payment.getDeviceId()),
            Hashes.of(payment.getCountry())
        };
        addVisit(visit);
    }

    private void addVisit(long[] visit) {
        long first = newest - Window.D1.micros() - Times.ALLOWED_LATENESS;
        int from = 0;
        while (from < visits.length && visits[from] <= first) {
            from += VISIT_LONGS;
        }
        int at = visits.length;
        while (at > from && visits[at - VISIT_LONGS] > visit[0]) {
            at -= VISIT_LONGS;
        }
        int kept = visits.length - from;
        long[] longer = new long[kept + VISIT_LONGS];
        System.arraycopy(visits, from, longer, 0, at - from);
        System.arraycopy(visit, 0, longer, at - from, VISIT_LONGS);
        System.arraycopy(visits, at, longer, at - from + VISIT_LONGS, visits.length - at);
        int tooMany = Math.max(0, longer.length - VISITS_MAX * VISIT_LONGS);
        visits = tooMany == 0 ? longer : Arrays.copyOfRange(longer, tooMany, longer.length);
    }

    /**
     * Distinct known values in {@code (time - window, time]} among the newest {@value #VISITS_MAX}
     * payments.
     */
    int distinct(Dimension dimension, Window window, long time) {
        long[] values = new long[visits.length / VISIT_LONGS];
        int count = 0;
        for (int at = 0; at < visits.length; at += VISIT_LONGS) {
            long value = visits[at + 1 + dimension.ordinal()];
            boolean inside = visits[at] > time - window.micros() && visits[at] <= time;
            if (inside && value != Hashes.EMPTY) {
                values[count++] = value;
            }
        }
        Arrays.sort(values, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            distinct += i == 0 || values[i] != values[i - 1] ? 1 : 0;
        }
        return distinct;
    }

    void addDecline(long time) {
        touch(time);
        declines = withTime(declines, time);
    }

    void addFailedLogin(long time) {
        touch(time);
        failedLogins = withTime(failedLogins, time);
    }

    void addChange(Change change, long time) {
        touch(time);
        changes[change.ordinal()] = Math.max(changes[change.ordinal()], time);
    }

    int declines(Window window, long time) {
        return inside(declines, window, time);
    }

    int failedLogins(Window window, long time) {
        return inside(failedLogins, window, time);
    }

    private void touch(long time) {
        newest = Math.max(newest, time);
    }

    private static int inside(long[] times, Window window, long time) {
        int count = 0;
        for (long then : times) {
            count += then > time - window.micros() && then <= time ? 1 : 0;
        }
        return count;
    }

    private long[] withTime(long[] times, long time) {
        long first = newest - Window.H1.micros() - Times.ALLOWED_LATENESS;
        long[] longer = Arrays.copyOf(times, times.length + 1);
        longer[times.length] = time;
        Arrays.sort(longer);
        int from = 0;
        while (from < longer.length && (longer.length - from > TIMES_MAX || longer[from] < first)) {
            from++;
        }
        return Arrays.copyOfRange(longer, from, longer.length);
    }

    static AccountProfile read(byte[] value) {
        AccountProfile profile = new AccountProfile();
        if (value == null) {
            return profile;
        }
        ByteBuffer blob = ByteBuffer.wrap(value);
        profile.newest = blob.getLong();
        profile.lastPayment = blob.getLong();
        profile.placedAt = blob.getLong();
        profile.latitude = blob.getInt();
        profile.longitude = blob.getInt();
        for (int i = 0; i < profile.changes.length; i++) {
            profile.changes[i] = blob.getLong();
        }
        profile.declines = Blobs.readLongs(blob);
        profile.failedLogins = Blobs.readLongs(blob);
        profile.visits = Blobs.readLongs(blob);
        return profile;
    }

    byte[] write() {
        int longs = 3 + changes.length + declines.length + failedLogins.length + visits.length;
        ByteBuffer blob = ByteBuffer.allocate(longs * Long.BYTES + 5 * Integer.BYTES);
        blob.putLong(newest).putLong(lastPayment).putLong(placedAt);
        blob.putInt(latitude).putInt(longitude);
        for (long change : changes) {
            blob.putLong(change);
        }
        Blobs.writeLongs(blob, declines);
        Blobs.writeLongs(blob, failedLogins);
        Blobs.writeLongs(blob, visits);
        return blob.array();
    }
}
