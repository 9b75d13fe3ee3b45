package dev.weir.launcher.flink;

import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Compares what two jobs computed for the same payments, in the features that both have, while they
 * run beside each other. Both decide a book's payments in the book's order, so one that is passed
 * over was not decided.
 */
final class VectorProof {
    /** Of both jobs together; a vector has about 1.5 kB. */
    static final int WAITING_MAX = 50_000;

    /** What the old job decided so long ago the new one must have decided too. */
    private static final long ABREAST_MILLIS = 2_000;

    private static final int DIFFERENCES_SHOWN = 10;

    private final String newJob;
    private final long bothFromMillis;
    private final Map<String, Book> books = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long compared;
    private long different;
    private int features;
    private int waiting;

    private static final class Book {
        private final NavigableMap<Long, Decided> ofOld = new TreeMap<>();
        private final NavigableMap<Long, Decided> ofNew = new TreeMap<>();
        private long settled = -1;
    }

    /**
     * @param newJob id of the new job; all others are the old one
     * @param bothFromMillis from this time on both decide every payment, milliseconds since 1970
     */
    VectorProof(String newJob, long bothFromMillis) {
        this.newJob = newJob;
        this.bothFromMillis = bothFromMillis;
    }

    void take(Decided decided) {
        Book book = books.computeIfAbsent(decided.book(), name -> new Book());
        if (decided.sequence() <= book.settled) {
            return;
        }
        boolean isNew = decided.job().equals(newJob);
        Decided other = (isNew ? book.ofOld : book.ofNew).get(decided.sequence());
        if (other != null) {
            compare(decided, other);
            settle(book, decided.sequence());
            return;
        }
        NavigableMap<Long, Decided> own = isNew ? book.ofNew : book.ofOld;
        if (own.put(decided.sequence(), decided) == null) {
            waiting++;
        }
        if (waiting > WAITING_MAX) {
            own.pollFirstEntry();
            waiting--;
        }
    }

    /** All before it is behind both jobs. */
    private void settle(Book book, long sequence) {
        for (Decided passed : book.ofOld.headMap(sequence).values()) {
            if (passed.writtenMillis() >= bothFromMillis) {
                differs(passed, "was not decided by the new job");
            }
        }
        for (NavigableMap<Long, Decided> side : List.of(book.ofOld, book.ofNew)) {
            NavigableMap<Long, Decided> done = side.headMap(sequence, true);
            waiting -= done.size();
            done.clear();
        }
        book.settled = sequence;
    }

    private void compare(Decided one, Decided other) {
        compared++;
        try {
            FeatureSet oneSet = FeatureSet.of(one.vector().getFeatureSet());
            FeatureSet otherSet = FeatureSet.of(other.vector().getFeatureSet());
            FeatureValues ones = oneSet.read(one.vector());
            FeatureValues others = otherSet.read(other.vector());
            int shared = 0;
            String first = "";
            for (int i = 0; i < oneSet.size(); i++) {
                int there = otherSet.positionOf(oneSet.nameAt(i));
                if (there < 0 || otherSet.typeAt(there) != oneSet.typeAt(i)) {
                    continue;
                }
                shared++;
                if (first.isEmpty() && ones.bits(i) != others.bits(there)) {
                    first = oneSet.nameAt(i);
                }
            }
            features = shared;
            if (!first.isEmpty()) {
                differs(one, "has another " + first);
            }
        } catch (IllegalArgumentException e) {
            differs(one, "cannot be compared: " + e.getMessage());
        }
    }

    private void differs(Decided decided, String how) {
        different++;
        if (differences.size() < DIFFERENCES_SHOWN) {
            differences.add("payment " + decided.book() + ":" + decided.sequence() + " " + how);
        }
    }

    /** Whether the new job has decided what the old one has, but for the last moments. */
    boolean abreast(long nowMillis) {
        return books.values().stream()
                .flatMap(book -> book.ofOld.values().stream())
                .filter(decided -> decided.writtenMillis() >= bothFromMillis)
                .allMatch(decided -> decided.writtenMillis() > nowMillis - ABREAST_MILLIS);
    }

    /** Payments that both jobs decided. */
    long compared() {
        return compared;
    }

    /** Of them and of those that only the old one decided, how many differ. */
    long different() {
        return different;
    }

    /** The first of them, in words. */
    List<String> differences() {
        return List.copyOf(differences);
    }

    /** Features that both have. */
    int features() {
        return features;
    }
}
