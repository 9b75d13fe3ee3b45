package dev.weir.query.read;

import dev.weir.query.Position;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Reads in one snapshot (repeatable read): the rows, and the position of the book that they
 * include.
 */
@ApplicationScoped
public class Snapshots {
    private final javax.sql.DataSource source;

    Snapshots(@DataSource("reads") javax.sql.DataSource source) {
        this.source = source;
    }

    /** A query; it may throw {@link dev.weir.query.rest.Problem} for what is absent. */
    public interface Query<T> {
        T read(Sql sql) throws SQLException;
    }

    /**
     * @param sequence how far the views of the book were; {@link Position#NOTHING}: not known
     * @param value null if the query was not run
     */
    public record Snapshot<T>(long sequence, T value) {
        public boolean isBookKnown() {
            return sequence != Position.NOTHING;
        }
    }

    /**
     * A query of one book. It is not run if the book is not known or its views are not as far as
     * demanded: "there is no such account" would be an answer too, and a wrong one.
     *
     * @param atLeast sequence that the snapshot has to include
     */
    public <T> Snapshot<T> read(String book, long atLeast, Query<T> query) throws SQLException {
        return read(
                sql -> {
                    long sequence =
                            sql.first(
                                            "SELECT sequence FROM book_progress WHERE book = ?",
                                            row -> row.getLong(1),
                                            book)
                                    .orElse(Position.NOTHING);
                    boolean isRun = sequence != Position.NOTHING && sequence >= atLeast;
                    T value = isRun ? query.read(sql) : null;
                    return new Snapshot<>(sequence, value);
                });
    }

    /** A query of one book, wherever its views are. */
    public <T> Snapshot<T> read(String book, Query<T> query) throws SQLException {
        return read(book, Position.NOTHING, query);
    }

    /** A query of several books. */
    public <T> T read(Query<T> query) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return query.read(new Sql(connection));
            } finally {
                // Nothing was written: this ends the snapshot, whatever happened in it.
                connection.rollback();
            }
        }
    }
}
