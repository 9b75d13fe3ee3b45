package dev.weir.query.apply;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes many rows of one table with one statement: a column of values is one array parameter. A
 * row replaces an older one, or an equally new one that differs; it never replaces a newer one.
 *
 * @param <T> what a row is made from
 */
final class Upsert<T> {
    private enum Kind {
        TEXT("text"),
        NUMBER("int8"),
        /** Microseconds since 1970 in the parameter, timestamptz in the table. */
        TIME("int8"),
        BYTES("bytea"),
        /** An object of texts, jsonb in the table. */
        JSON("text");

        private final String element;

        Kind(String element) {
            this.element = element;
        }
    }

    private record Column<T>(String name, Kind kind, boolean key, Function<T, Object> value) {}

    private final String table;
    private final List<Column<T>> columns = new ArrayList<>();
    private String sql;

    Upsert(String table) {
        this.table = table;
    }

    Upsert<T> key(String name, Function<T, String> value) {
        return add(name, Kind.TEXT, true, row -> text(value.apply(row)));
    }

    Upsert<T> numberKey(String name, ToLongFunction<T> value) {
        return add(name, Kind.NUMBER, true, row -> value.applyAsLong(row));
    }

    Upsert<T> text(String name, Function<T, String> value) {
        return add(name, Kind.TEXT, false, row -> text(value.apply(row)));
    }

    Upsert<T> name(String name, Function<T, ? extends Enum<?>> value) {
        return add(name, Kind.TEXT, false, row -> value.apply(row).name());
    }

    Upsert<T> number(String name, ToLongFunction<T> value) {
        return add(name, Kind.NUMBER, false, row -> value.applyAsLong(row));
    }

    Upsert<T> time(String name, ToLongFunction<T> micros) {
        return add(name, Kind.TIME, false, row -> micros.applyAsLong(row));
    }

    Upsert<T> bytes(String name, Function<T, byte[]> value) {
        return add(name, Kind.BYTES, false, value::apply);
    }

    Upsert<T> json(String name, Function<T, Map<String, String>> value) {
        return add(name, Kind.JSON, false, row -> object(value.apply(row)));
    }

    private Upsert<T> add(String name, Kind kind, boolean key, Function<T, Object> value) {
        columns.add(new Column<>(name, kind, key, value));
        sql = sql();
        return this;
    }

    /** Returns the number of rows that changed. The rows have distinct keys, in order. */
    int write(Connection connection, List<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                Column<T> column = columns.get(i);
                statement.setArray(
                        i + 1,
                        connection.createArrayOf(column.kind().element, values(column, rows)));
            }
            return statement.executeUpdate();
        }
    }

    private Object[] values(Column<T> column, List<T> rows) {
        Object[] values =
                switch (column.kind()) {
                    case TEXT, JSON -> new String[rows.size()];
                    case NUMBER, TIME -> new Long[rows.size()];
                    case BYTES -> new byte[rows.size()][];
                };
        for (int i = 0; i < values.length; i++) {
            values[i] = column.value().apply(rows.get(i));
        }
        return values;
    }

    private String sql() {
        List<String> keys = columns.stream().filter(Column::key).map(Column::name).toList();
        String arrays =
                columns.stream()
                        .map(column -> "?::" + column.kind().element + "[]")
                        .collect(Collectors.joining(", "));
        String aliases =
                IntStream.range(0, columns.size())
                        .mapToObj(i -> "c" + i)
                        .collect(Collectors.joining(", "));
        String selected =
                IntStream.range(0, columns.size())
                        .mapToObj(this::selected)
                        .collect(Collectors.joining(", "));
        String replaced =
                columns.stream()
                        .filter(column -> !column.key())
                        .map(column -> column.name() + " = excluded." + column.name())
                        .collect(Collectors.joining(", "));
        return "INSERT INTO %s AS old (%s) SELECT %s FROM unnest(%s) AS rows (%s)"
                        .formatted(
                                table,
                                columns.stream()
                                        .map(Column::name)
                                        .collect(Collectors.joining(", ")),
                                selected,
                                arrays,
                                aliases)
                + " ON CONFLICT (%s) DO UPDATE SET %s".formatted(String.join(", ", keys), replaced)
                + " WHERE excluded.sequence > old.sequence"
                + " OR (excluded.sequence = old.sequence AND excluded.view <> old.view)";
    }

    private String selected(int column) {
        return switch (columns.get(column).kind()) {
            case TIME -> "timestamptz 'epoch' + c" + column + " * interval '1 microsecond'";
            case JSON -> "c" + column + "::jsonb";
            case TEXT, NUMBER, BYTES -> "c" + column;
        };
    }

    private static String object(Map<String, String> entries) {
        JsonObject object = new JsonObject();
        entries.forEach((name, value) -> object.put(text(name), text(value)));
        return object.encode();
    }

    /** PostgreSQL's text can't hold U+0000; the view itself keeps it. */
    static String text(String value) {
        return value.indexOf('\0') < 0 ? value : value.replace('\0', '\uFFFD');
    }
}
