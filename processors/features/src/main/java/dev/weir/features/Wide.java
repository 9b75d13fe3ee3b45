package dev.weir.features;

import java.math.BigInteger;

/**
 * A sum in 128 bits that subtracts exactly. A sum of amounts never overflows it; a sum of squares
 * does beyond 2^127, which takes 8,000 payments of 1.3e17 minor units in one window.
 */
final class Wide {
    private long high;
    private long low;

    Wide() {}

    Wide(long high, long low) {
        this.high = high;
        this.low = low;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    Wide copy() {
        return new Wide(high, low);
    }

    void add(long value) {
        add(value >> 63, value);
    }

    void subtract(long value) {
        subtract(value >> 63, value);
    }

    void addSquare(long value) {
        add(Math.multiplyHigh(value, value), value * value);
    }

    void subtractSquare(long value) {
        subtract(Math.multiplyHigh(value, value), value * value);
    }

    private void add(long otherHigh, long otherLow) {
        long sum = low + otherLow;
        high += otherHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    private void subtract(long otherHigh, long otherLow) {
        high -= otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
        low -= otherLow;
    }

    /** The sum, or the nearest long where it does not fit. */
    long saturated() {
        if (high == low >> 63) {
            return low;
        }
        return high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    BigInteger exact() {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(low)));
    }

    /** The sum divided by a count above 0, as the nearest double of each before the division. */
    double dividedBy(long count) {
        double sum = high == low >> 63 ? (double) low : exact().doubleValue();
        return sum / count;
    }
}
