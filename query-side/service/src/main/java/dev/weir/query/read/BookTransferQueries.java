package dev.weir.query.read;

import com.google.protobuf.util.Timestamps;
import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.query.rest.Problem;
import java.sql.SQLException;
import java.util.List;

/** Transfers between books, newest first. */
public final class BookTransferQueries {
    private static final String LIST = "book-transfers";

    private BookTransferQueries() {}

    /**
     * Throws BOOK_TRANSFER_UNKNOWN.
     *
     * @param fromBook of an incoming one: the sending book; null: it is an outgoing one
     */
    public static BookTransferView transfer(Sql sql, String book, String transfer, String fromBook)
            throws SQLException {
        Where where =
                new Where()
                        .and("book = ?", book)
                        .and("transfer_id = ?", transfer)
                        .and(
                                "direction = ?",
                                fromBook == null
                                        ? BookTransferDirection.OUTGOING.name()
                                        : BookTransferDirection.INCOMING.name())
                        .andIfGiven("other_book = ?", fromBook);
        return sql.first(
                        "SELECT view FROM book_transfer" + where.sql(),
                        Views.reader(BookTransferView.parser()),
                        where.parameters().toArray())
                .orElseThrow(() -> Problem.bookTransferUnknown(book, transfer));
    }

    /**
     * @param direction null: both
     * @param isOpen null: open and ended ones; open is an outgoing one that waits for the other
     *     book's word
     */
    public static BookTransferPage page(
            Sql sql, String book, BookTransferDirection direction, Boolean isOpen, Page page)
            throws SQLException {
        Where where =
                new Where()
                        .and("book = ?", book)
                        .andIfGiven("direction = ?", direction == null ? null : direction.name());
        if (isOpen != null) {
            // A literal, so that the planner sees the index of open ones.
            where.and(isOpen ? "is_open = 1" : "is_open = 0");
        }
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 4, page.cursor());
            where.and(
                    "(started_at, direction, other_book, transfer_id) < (?, ?, ?, ?)",
                    Cursor.time(last.get(0)),
                    last.get(1),
                    last.get(2),
                    last.get(3));
        }
        List<BookTransferView> rows =
                sql.list(
                        "SELECT view FROM book_transfer"
                                + where.sql()
                                + " ORDER BY started_at DESC, direction DESC, other_book DESC,"
                                + " transfer_id DESC LIMIT ?",
                        Views.reader(BookTransferView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        BookTransferPage.Builder answer = BookTransferPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            BookTransferView last = rows.getLast();
            answer.setNextCursor(
                    Cursor.of(
                            LIST,
                            Timestamps.toMicros(last.getStartedAt()),
                            last.getDirection().name(),
                            last.getOtherBook(),
                            last.getTransferId()));
        }
        return answer.addAllTransfers(rows).build();
    }
}
