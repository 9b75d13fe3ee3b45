package dev.weir.eventstore.verify;

import java.util.ArrayList;
import java.util.List;

/** Problems found so far; the first ones whole, all of them counted. */
final class Findings {
    /** One broken record can make every later one wrong: nobody reads more than this. */
    static final int KEPT_MAX = 100;

    private final List<Problem> kept = new ArrayList<>();
    private String place = "";
    private long total;

    /** The record that is being looked at: what is found from now on is found there. */
    void lookAt(RawRecord record) {
        place = record.place();
    }

    /** What is found from now on is shown by no single record. */
    void lookAtTheWhole() {
        place = "";
    }

    void add(String book, long sequence, String what) {
        add(book, sequence, place, what);
    }

    void add(String book, long sequence, String at, String what) {
        total++;
        if (kept.size() < KEPT_MAX) {
            kept.add(new Problem(book, sequence, at, what));
        }
    }

    List<Problem> kept() {
        return List.copyOf(kept);
    }

    long total() {
        return total;
    }
}
