package dev.weir.features;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * What an entity's windows hold at one payment, that payment counted. Windows that are not kept
 * read as 0.
 */
final class EntityFigures {
    private static final int WINDOWS = Window.values().length;

    /** The figures of an entity that is not known. */
    static final EntityFigures NONE = new EntityFigures();

    private final long[] counts = new long[WINDOWS];
    private final Wide[] totals = new Wide[WINDOWS];
    private final Wide[] squares = new Wide[WINDOWS];
    private final long[] maxima = new long[WINDOWS];
    private final long[] delayedCounts = new long[WINDOWS];

    void set(Window window, long count, Wide total, Wide squared, long max) {
        int at = window.ordinal();
        counts[at] = count;
        totals[at] = total;
        squares[at] = squared;
        maxima[at] = max;
    }

    void setRisk(Window window, long payments) {
        delayedCounts[window.ordinal()] = payments;
    }

    /** Counts one more payment into every window that is kept. */
    void countIn(long amount) {
        for (int at = 0; at < WINDOWS; at++) {
            if (totals[at] != null) {
                maxima[at] = counts[at] == 0 ? amount : Math.max(maxima[at], amount);
                counts[at]++;
                totals[at].add(amount);
                squares[at].addSquare(amount);
            }
        }
    }

    long count(Window window) {
        return counts[window.ordinal()];
    }

    long sum(Window window) {
        Wide total = totals[window.ordinal()];
        return total == null ? 0 : total.saturated();
    }

    double mean(Window window) {
        long count = count(window);
        return count == 0 ? 0 : totals[window.ordinal()].dividedBy(count);
    }

    long max(Window window) {
        return maxima[window.ordinal()];
    }

    /** Payments of the window that ends {@link Times#LABEL_DELAY} ago. */
    long delayedCount(Window window) {
        return delayedCounts[window.ordinal()];
    }

    /** The figures of the windows that a layout keeps, as bytes: {@link #read} reads them. */
    void write(Layout layout, ByteBuffer out) {
        for (Window window : layout.sums()) {
            int at = window.ordinal();
            out.putLong(counts[at]).putLong(totals[at].high()).putLong(totals[at].low());
            if (layout.squares()) {
                out.putLong(squares[at].high()).putLong(squares[at].low());
            }
            out.putLong(maxima[at]);
        }
        for (Window window : layout.risks()) {
            out.putLong(delayedCounts[window.ordinal()]);
        }
    }

    static int writtenBytes(Layout layout) {
        int longsOfSum = layout.squares() ? 6 : 4;
        return (layout.sums().size() * longsOfSum + layout.risks().size()) * Long.BYTES;
    }

    static EntityFigures read(Layout layout, ByteBuffer in) {
        EntityFigures figures = new EntityFigures();
        for (Window window : layout.sums()) {
            long count = in.getLong();
            Wide total = new Wide(in.getLong(), in.getLong());
            Wide squared = layout.squares() ? new Wide(in.getLong(), in.getLong()) : new Wide();
            figures.set(window, count, total, squared, in.getLong());
        }
        for (Window window : layout.risks()) {
            figures.setRisk(window, in.getLong());
        }
        return figures;
    }

    /** The amount divided by the mean of the window's other payments; 0 where there is none. */
    double ratioToOthers(Window window, long amount) {
        long others = count(window) - 1;
        if (others < 1) {
            return 0;
        }
        BigInteger rest = rest(window, amount);
        return rest.signum() == 0 ? 0 : times(amount, others).doubleValue() / rest.doubleValue();
    }

    /**
     * How many standard deviations of the window's other payments the amount lies above their mean;
     * 0 where there are fewer than {@code othersMin}, or all are equal. With n others, sum s and
     * sum of squares q it is {@code (a n - s) / sqrt(n q - s s)}: whole numbers until the root.
     */
    double deviationsFromOthers(Window window, long amount, long othersMin) {
        long others = count(window) - 1;
        if (others < othersMin) {
            return 0;
        }
        BigInteger rest = rest(window, amount);
        BigInteger restSquares = squares[window.ordinal()].exact().subtract(times(amount, amount));
        BigInteger spread =
                BigInteger.valueOf(others).multiply(restSquares).subtract(rest.multiply(rest));
        if (spread.signum() <= 0) {
            return 0;
        }
        double distance = times(amount, others).subtract(rest).doubleValue();
        return distance / StrictMath.sqrt(spread.doubleValue());
    }

    private BigInteger rest(Window window, long amount) {
        return totals[window.ordinal()].exact().subtract(BigInteger.valueOf(amount));
    }

    private static BigInteger times(long one, long other) {
        return BigInteger.valueOf(one).multiply(BigInteger.valueOf(other));
    }
}
