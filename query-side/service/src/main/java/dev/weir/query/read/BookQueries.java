package dev.weir.query.read;

import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.contract.views.v1.BookProgress;
import java.sql.SQLException;
import java.util.function.Predicate;

/** How far the views of all books are. */
public final class BookQueries {
    private BookQueries() {}

    /**
     * @param isVisible tells whether the caller may see a book
     */
    public static ProgressPage books(Sql sql, Predicate<String> isVisible) throws SQLException {
        return ProgressPage.newBuilder()
                .addAllBooks(
                        sql
                                .list(
                                        "SELECT view FROM book_progress ORDER BY book",
                                        Views.reader(BookProgress.parser()))
                                .stream()
                                .filter(book -> isVisible.test(book.getBook()))
                                .toList())
                .build();
    }
}
