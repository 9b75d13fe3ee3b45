package dev.weir.query.read;

import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.contract.views.v1.BookProgress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Predicate;

/**
 * How far the views of all books are. A book whose record was set aside is unsound, until the
 * record was applied or a person said that it is not needed.
 */
public final class BookQueries {
    private BookQueries() {}

    private static BookProgress progress(ResultSet row) throws SQLException {
        BookProgress progress = Views.reader(BookProgress.parser()).read(row);
        return row.getBoolean("missing") ? progress.toBuilder().setUnsound(true).build() : progress;
    }

    /**
     * @param isVisible tells whether the caller may see a book
     */
    public static ProgressPage books(Sql sql, Predicate<String> isVisible) throws SQLException {
        return ProgressPage.newBuilder()
                .addAllBooks(
                        sql
                                .list(
                                        "SELECT view, EXISTS (SELECT FROM dead_letter"
                                                + " WHERE dead_letter.book = book_progress.book"
                                                + " AND state = 'OPEN') AS missing"
                                                + " FROM book_progress ORDER BY book",
                                        BookQueries::progress)
                                .stream()
                                .filter(book -> isVisible.test(book.getBook()))
                                .toList())
                .build();
    }
}
