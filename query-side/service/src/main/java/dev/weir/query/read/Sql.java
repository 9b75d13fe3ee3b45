package dev.weir.query.read;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs queries on one connection. Parameters are String, Long, Integer or OffsetDateTime. */
public final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Reads the row that the cursor stands on. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> List<T> list(String query, RowReader<T> reader, Object... parameters)
            throws SQLException {
        return list(query, reader, List.of(parameters));
    }

    public <T> List<T> list(String query, RowReader<T> reader, List<Object> parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            List<T> list = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    list.add(reader.read(rows));
                }
            }
            return list;
        }
    }

    public <T> Optional<T> first(String query, RowReader<T> reader, Object... parameters)
            throws SQLException {
        return list(query, reader, parameters).stream().findFirst();
    }
}
