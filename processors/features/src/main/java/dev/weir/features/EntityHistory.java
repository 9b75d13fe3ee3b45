package dev.weir.features;

import java.nio.ByteBuffer;

/**
 * The sliding windows of one entity: running sums, and for each window a tail, the first payment
 * inside it, over one {@link PaymentLog}. A payment moves each tail over what has left its window,
 * so the cost follows the payments that enter and leave and not the window's length.
 *
 * <p>All tails stand at the time of the entity's newest payment. The figures of a late payment are
 * found by stepping back from the tails; since it is at most {@link Times#ALLOWED_LATENESS} late,
 * so is the step.
 */
final class EntityHistory {
    private static final long NONE = Long.MAX_VALUE;

    private final Layout layout;
    private final PaymentLog log;
    private final Sum[] sums;
    private final Tail[] risks;
    private final Tail delayed = new Tail(Times.LABEL_DELAY);
    private final Tail kept;
    private long newest = Long.MIN_VALUE;

    private EntityHistory(Layout layout, FeatureState state, byte[] key) {
        this.layout = layout;
        this.log = new PaymentLog(state, key);
        this.sums = new Sum[layout.sums().size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new Sum(layout.sums().get(i).micros());
        }
        this.risks = new Tail[layout.risks().size()];
        for (int i = 0; i < risks.length; i++) {
            risks[i] = new Tail(Times.LABEL_DELAY + layout.risks().get(i).micros());
        }
        this.kept = new Tail(layout.memory() + Times.ALLOWED_LATENESS);
    }

    /**
     * The first ordinal whose time is after {@code newest - age}, and that time: when it is due to
     * leave.
     */
    private static class Tail {
        final long age;
        long ordinal;
        long due = NONE;

        Tail(long age) {
            this.age = age;
        }
    }

    /**
     * A window with its sums. Its largest amount stands at or behind {@code maxFrom}: beyond it, it
     * is looked up anew.
     */
    private static final class Sum extends Tail {
        private Wide total = new Wide();
        private Wide squares = new Wide();
        private long max;
        private long maxFrom = -1;

        Sum(long age) {
            super(age);
        }
    }

    /** Opens what stands in the state, or an empty history. */
    static EntityHistory open(Layout layout, FeatureState state, byte[] key) {
        return open(layout, state, key, state.get(key));
    }

    /** The same, given the value under the key, or null. */
    static EntityHistory open(Layout layout, FeatureState state, byte[] key, byte[] blob) {
        EntityHistory history = new EntityHistory(layout, state, key);
        if (blob != null) {
            history.read(ByteBuffer.wrap(blob));
        }
        return history;
    }

    /** Time of the newest payment, microseconds. */
    long newest() {
        return newest;
    }

    /**
     * Puts a payment in its place and gives the figures at its time. Full chunks go to the state,
     * the rest with {@link #write}.
     */
    EntityFigures place(long time, long amount) {
        if (time >= newest) {
            append(time, amount);
            return figures(time, time, log.next());
        }
        return figures(time, newest, insert(time, amount) + 1);
    }

    /**
     * The figures as if a payment were put in its place; the state does not change and this object
     * is spent.
     */
    EntityFigures peek(long time, long amount) {
        long at = Math.max(time, newest);
        moveTails(at);
        EntityFigures figures = figures(time, at, firstAfter(time));
        figures.countIn(amount);
        return figures;
    }

    /** Removes what lies in the state under keys of its own; the caller removes the blob. */
    void dropChunks() {
        log.dropAll(kept.ordinal);
    }

    private void append(long time, long amount) {
        long ordinal = log.next();
        log.append(time, amount);
        newest = time;
        for (Sum sum : sums) {
            sum.total.add(amount);
            sum.squares.addSquare(amount);
            if (sum.ordinal == ordinal || amount >= sum.max) {
                sum.max = amount;
                sum.maxFrom = ordinal;
            }
            dueIfFirst(sum, ordinal, time);
        }
        for (Tail tail : risks) {
            dueIfFirst(tail, ordinal, time);
        }
        dueIfFirst(delayed, ordinal, time);
        dueIfFirst(kept, ordinal, time);
        moveTails(time);
        long before = kept.ordinal;
        move(kept, time - kept.age);
        log.drop(before, kept.ordinal);
    }

    private static void dueIfFirst(Tail tail, long ordinal, long time) {
        if (tail.ordinal == ordinal) {
            tail.due = time;
        }
    }

    /** Puts a late payment behind all that are not newer and gives its ordinal. */
    private long insert(long time, long amount) {
        long ordinal = firstAfter(time);
        log.insert(ordinal, time, amount);
        for (Sum sum : sums) {
            if (shift(sum, ordinal, time)) {
                sum.total.add(amount);
                sum.squares.addSquare(amount);
                sum.maxFrom += sum.maxFrom >= ordinal ? 1 : 0;
                if (amount > sum.max) {
                    sum.max = amount;
                    sum.maxFrom = ordinal;
                }
            } else {
                sum.maxFrom++;
            }
        }
        for (Tail tail : risks) {
            shift(tail, ordinal, time);
        }
        shift(delayed, ordinal, time);
        shift(kept, ordinal, time);
        return ordinal;
    }

    /**
     * Moves a tail for a payment that was put in at an ordinal; true if the payment is behind the
     * tail, in the window.
     */
    private boolean shift(Tail tail, long ordinal, long time) {
        if (time <= newest - tail.age) {
            tail.ordinal++;
            return false;
        }
        dueIfFirst(tail, ordinal, time);
        return true;
    }

    private long firstAfter(long time) {
        long ordinal = log.next();
        while (ordinal > kept.ordinal && log.time(ordinal - 1) > time) {
            ordinal--;
        }
        return ordinal;
    }

    private void moveTails(long time) {
        for (Sum sum : sums) {
            while (sum.due <= time - sum.age) {
                long amount = log.amount(sum.ordinal);
                sum.total.subtract(amount);
                sum.squares.subtractSquare(amount);
                step(sum);
            }
            if (sum.ordinal == log.next()) {
                sum.maxFrom = -1;
            } else if (sum.maxFrom < sum.ordinal) {
                sum.max = log.max(sum.ordinal, log.next());
                sum.maxFrom = log.lastMaxFrom();
            }
        }
        for (Tail tail : risks) {
            move(tail, time - tail.age);
        }
        if (risks.length > 0) {
            move(delayed, time - delayed.age);
        }
    }

    private void move(Tail tail, long limit) {
        while (tail.due <= limit) {
            step(tail);
        }
    }

    private void step(Tail tail) {
        tail.ordinal++;
        tail.due = tail.ordinal < log.next() ? log.time(tail.ordinal) : NONE;
    }

    /**
     * The figures of {@code (time - age, time]}, which ends before {@code until}; the tails stand
     * at {@code at}.
     */
    private EntityFigures figures(long time, long at, long until) {
        EntityFigures figures = new EntityFigures();
        for (int i = 0; i < sums.length; i++) {
            Sum sum = sums[i];
            long from = back(sum, time, at);
            Wide total = sum.total.copy();
            Wide squares = sum.squares.copy();
            for (long ordinal = from; ordinal < sum.ordinal; ordinal++) {
                total.add(log.amount(ordinal));
                squares.addSquare(log.amount(ordinal));
            }
            for (long ordinal = until; ordinal < log.next(); ordinal++) {
                total.subtract(log.amount(ordinal));
                squares.subtractSquare(log.amount(ordinal));
            }
            boolean asAtTail = from == sum.ordinal && until == log.next();
            long max = from == until ? 0 : asAtTail ? sum.max : log.max(from, until);
            figures.set(layout.sums().get(i), until - from, total, squares, max);
        }
        for (int i = 0; i < risks.length; i++) {
            long payments = back(delayed, time, at) - back(risks[i], time, at);
            figures.setRisk(layout.risks().get(i), payments);
        }
        return figures;
    }

    private long back(Tail tail, long time, long at) {
        long from = tail.ordinal;
        if (time < at) {
            while (from > kept.ordinal && log.time(from - 1) > time - tail.age) {
                from--;
            }
        }
        return from;
    }

    private void read(ByteBuffer blob) {
        newest = blob.getLong();
        log.read(blob);
        for (Sum sum : sums) {
            read(sum, blob);
            sum.total = new Wide(blob.getLong(), blob.getLong());
            if (layout.squares()) {
                sum.squares = new Wide(blob.getLong(), blob.getLong());
            }
            sum.max = blob.getLong();
            sum.maxFrom = blob.getLong();
        }
        for (Tail tail : risks) {
            read(tail, blob);
        }
        read(delayed, blob);
        read(kept, blob);
    }

    private static void read(Tail tail, ByteBuffer blob) {
        tail.ordinal = blob.getLong();
        tail.due = blob.getLong();
    }

    /** The blob; its first eight bytes are the time of the newest payment. */
    byte[] write() {
        int sumBytes = (layout.squares() ? 8 : 6) * Long.BYTES;
        int bytes =
                Long.BYTES
                        + log.writtenBytes()
                        + sums.length * sumBytes
                        + (risks.length + 2) * 2 * Long.BYTES;
        ByteBuffer blob = ByteBuffer.allocate(bytes);
        blob.putLong(newest);
        log.write(blob);
        for (Sum sum : sums) {
            write(sum, blob);
            blob.putLong(sum.total.high()).putLong(sum.total.low());
            if (layout.squares()) {
                blob.putLong(sum.squares.high()).putLong(sum.squares.low());
            }
            blob.putLong(sum.max).putLong(sum.maxFrom);
        }
        for (Tail tail : risks) {
            write(tail, blob);
        }
        write(delayed, blob);
        write(kept, blob);
        return blob.array();
    }

    private static void write(Tail tail, ByteBuffer blob) {
        blob.putLong(tail.ordinal).putLong(tail.due);
    }
}
