package dev.weir.features;

import java.util.List;

/**
 * What the history of one kind of entity keeps, as its features ask for.
 *
 * @param sums windows with count, sum and maximum, shortest first
 * @param squares whether the sum of squares is kept as well
 * @param risks windows whose payments are counted {@link Times#LABEL_DELAY} ago, shortest first
 */
record Layout(List<Window> sums, boolean squares, List<Window> risks) {

    /** How long a payment is of use, microseconds, without the allowed lateness. */
    long memory() {
        long memory = 0;
        for (Window window : sums) {
            memory = Math.max(memory, window.micros());
        }
        for (Window window : risks) {
            memory = Math.max(memory, window.micros() + Times.LABEL_DELAY);
        }
        return memory;
    }

    boolean keepsNothing() {
        return sums.isEmpty() && risks.isEmpty();
    }
}
