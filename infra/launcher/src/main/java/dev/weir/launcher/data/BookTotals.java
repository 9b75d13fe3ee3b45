package dev.weir.launcher.data;

import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.CurrencyTotal;
import dev.weir.launcher.Failure;
import java.util.List;
import java.util.Optional;

/** What the query service says of a book as a whole. */
final class BookTotals {
    private BookTotals() {}

    static List<CurrencyTotal> of(Connection connection, String book) {
        return connection
                .query(
                        "/v1/books/" + book + "/accounts?totals=true&limit=1",
                        "",
                        AccountPage.newBuilder())
                .build()
                .getTotalsList();
    }

    /**
     * The currency of the book's accounts when they have only one; empty also for a book that does
     * not exist yet.
     */
    static Optional<String> onlyCurrency(Connection connection, String book) {
        try {
            List<CurrencyTotal> totals = of(connection, book);
            return totals.size() == 1 ? Optional.of(totals.get(0).getCurrency()) : Optional.empty();
        } catch (Failure unknownBook) {
            return Optional.empty();
        }
    }
}
