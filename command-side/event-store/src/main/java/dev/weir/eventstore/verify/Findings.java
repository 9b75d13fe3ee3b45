package dev.weir.eventstore.verify;

import java.util.ArrayList;
import java.util.List;

/** Problems found so far; the first ones whole, all of them counted. */
final class Findings {
    /** One broken record can make every later one wrong: nobody reads more than this. */
    static final int KEPT_MAX = 100;

    private final List<Problem> kept = new ArrayList<>();
    private long total;

    void add(String book, long sequence, String what) {
        total++;
        if (kept.size() < KEPT_MAX) {
            kept.add(new Problem(book, sequence, what));
        }
    }

    List<Problem> kept() {
        return List.copyOf(kept);
    }

    long total() {
        return total;
    }
}
