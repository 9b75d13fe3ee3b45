package dev.weir.query.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the records that were read may be shown together: those of each book up to the newest
 * progress that was read of it. So a reader sees a book as it stands behind a command, never a
 * transfer that has left one account and not reached the other. What lies behind the progress is
 * withheld until the next one comes.
 *
 * <p>It goes by the sequence that progress names, not by the order of the records: after a failure
 * the views job writes again what it had written, and an old progress then stands behind newer
 * views.
 *
 * @param shown in the order of the topic
 * @param withheld in the order of the topic
 * @param overdue whether the withheld were more, or older, than is kept, so that all are shown
 */
record Cut(List<ReadView> shown, List<ReadView> withheld, boolean overdue) {
    /** About 25,000 views; an atomic batch of 250 transfers makes 1,250 or so. */
    static final long WITHHELD_BYTES_MAX = 8L << 20;

    /**
     * Younger than the newest record by so much at most. A run that was left unfinished for ever,
     * by whom ever, would otherwise hold the partition's position until the topic drops it.
     */
    static final long WITHHELD_MILLIS_MAX = 12 * 3_600_000L;

    /**
     * @param withheld by the cut before
     * @param read behind them
     */
    static Cut of(List<ReadView> withheld, List<ReadView> read) {
        Map<String, Long> reached = new HashMap<>();
        for (ReadView one : read) {
            if (one.view() instanceof View.Progress progress) {
                reached.merge(progress.message().getBook(), progress.sequence(), Math::max);
            }
        }
        List<ReadView> shown = new ArrayList<>(withheld.size() + read.size());
        List<ReadView> kept = new ArrayList<>();
        long bytes = 0;
        for (List<ReadView> part : List.of(withheld, read)) {
            for (ReadView one : part) {
                if (isWhole(one, reached)) {
                    shown.add(one);
                } else {
                    kept.add(one);
                    bytes += one.entry().value().length;
                }
            }
        }
        if (bytes > WITHHELD_BYTES_MAX || isOverdue(kept, read)) {
            List<ReadView> all = new ArrayList<>(withheld);
            all.addAll(read);
            return new Cut(all, List.of(), true);
        }
        return new Cut(shown, kept, false);
    }

    /** A record that was written again from a dead letter belongs to a run that is long over. */
    private static boolean isWhole(ReadView one, Map<String, Long> reached) {
        Long sequence = reached.get(one.view().key().book());
        return one.view() instanceof View.Progress
                || (sequence != null && one.view().sequence() <= sequence)
                || DeadLetter.retried(one.entry()) != null;
    }

    private static boolean isOverdue(List<ReadView> kept, List<ReadView> read) {
        return !kept.isEmpty()
                && !read.isEmpty()
                && read.getLast().entry().timestamp() - kept.getFirst().entry().timestamp()
                        > WITHHELD_MILLIS_MAX;
    }

    /**
     * The position to store, an offset: what is withheld must be read again by who goes on from
     * there.
     *
     * @param next behind the last record that was read, an offset
     */
    long position(long next) {
        return withheld.isEmpty() ? next : withheld.getFirst().entry().offset();
    }
}
