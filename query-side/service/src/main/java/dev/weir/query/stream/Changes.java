package dev.weir.query.stream;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.query.read.Sql;
import dev.weir.query.read.Views;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The changes of a book behind a sequence, read from the tables: rows are absolute and carry the
 * sequence of their last change. A row that changed twice since comes once, as it stands.
 */
final class Changes {
    static final String PAYMENTS = "payments";
    static final String ALERTS = "alerts";

    /** A page that a slow client may hold: about 200 KB. */
    static final int PAGE_ROWS = 200;

    /**
     * @param upTo everything up to this sequence is in the page
     */
    record Page(List<Change> changes, long upTo) {}

    private Changes() {}

    /**
     * @param after sequence that has been sent
     * @param reached progress of the book; rows ahead of it may lack a sister from the same event
     */
    static Page after(Sql sql, String book, long after, long reached, Set<String> kinds)
            throws SQLException {
        List<Change> rows = new ArrayList<>();
        long upTo = reached;
        if (kinds.contains(PAYMENTS)) {
            upTo =
                    Math.min(
                            upTo,
                            read(sql, book, after, upTo, "payment", PaymentView.parser(), rows));
        }
        if (kinds.contains(ALERTS)) {
            upTo = Math.min(upTo, read(sql, book, after, upTo, "alert", AlertView.parser(), rows));
        }
        long end = upTo;
        List<Change> changes =
                new ArrayList<>(rows.stream().filter(row -> row.sequence() <= end).toList());
        // Stable: the payment of an event stays before its alert.
        changes.sort(Comparator.comparingLong(Change::sequence));
        return new Page(withResumePoints(changes), upTo);
    }

    /** Adds the rows; returns the sequence up to which all of them are there. */
    private static long read(
            Sql sql,
            String book,
            long after,
            long upTo,
            String table,
            Parser<? extends Message> parser,
            List<Change> rows)
            throws SQLException {
        Sql.RowReader<? extends Message> view = Views.reader(parser);
        List<Change> found =
                sql.list(
                        "SELECT sequence, view FROM "
                                + table
                                + " WHERE book = ? AND sequence > ? AND sequence <= ?"
                                + " ORDER BY sequence LIMIT ?",
                        row -> {
                            long sequence = row.getLong("sequence");
                            return new Change(table, sequence, sequence, view.read(row));
                        },
                        book,
                        after,
                        upTo,
                        PAGE_ROWS);
        rows.addAll(found);
        return found.size() < PAGE_ROWS ? upTo : found.getLast().sequence();
    }

    private static List<Change> withResumePoints(List<Change> changes) {
        List<Change> marked = new ArrayList<>(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            boolean hasSister =
                    i + 1 < changes.size() && changes.get(i + 1).sequence() == change.sequence();
            marked.add(
                    hasSister
                            ? new Change(
                                    change.kind(),
                                    change.sequence(),
                                    change.sequence() - 1,
                                    change.view())
                            : change);
        }
        return marked;
    }
}
