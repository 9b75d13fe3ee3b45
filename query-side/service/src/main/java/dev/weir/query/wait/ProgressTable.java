package dev.weir.query.wait;

import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How far the views of books are, as committed. */
@ApplicationScoped
public class ProgressTable {
    private final javax.sql.DataSource source;

    ProgressTable(@DataSource("reads") javax.sql.DataSource source) {
        this.source = source;
    }

    /** Sequence by book; unknown books are absent. */
    Map<String, Long> of(Set<String> books) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT book, sequence FROM book_progress WHERE book = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("text", books.toArray()));
            Map<String, Long> reached = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    reached.put(rows.getString(1), rows.getLong(2));
                }
            }
            return reached;
        }
    }
}
