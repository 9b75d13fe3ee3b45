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
     * @param value null if the book is not known
     */
    public record Snapshot<T>(long sequence, T value) {
        public boolean isBookKnown() {
            return sequence != Position.NOTHING;
        }
    }

    /** A query of one book; it is not run if the book is not known. */
    public <T> Snapshot<T> read(String book, Query<T> query) throws SQLException {
        return read(
                sql -> {
                    long sequence =
                            sql.first(
                                            "SELECT sequence FROM book_progress WHERE book = ?",
                                            row -> row.getLong(1),
                                            book)
                                    .orElse(Position.NOTHING);
                    T value = sequence == Position.NOTHING ? null : query.read(sql);
                    return new Snapshot<>(sequence, value);
                });
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
