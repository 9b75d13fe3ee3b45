package dev.weir.query.read;

import java.util.ArrayList;
import java.util.List;

/** Conditions of a query with their parameters, all of which must hold. */
final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    Where and(String condition, Object... values) {
        conditions.add(condition);
        parameters.addAll(List.of(values));
        return this;
    }

    /** Nothing is demanded if the value is null. */
    Where andIfGiven(String condition, Object value) {
        return value == null ? this : and(condition, value);
    }

    String sql() {
        return " WHERE " + String.join(" AND ", conditions);
    }

    List<Object> parameters() {
        return parameters;
    }

    List<Object> parametersAnd(Object more) {
        List<Object> all = new ArrayList<>(parameters);
        all.add(more);
        return all;
    }
}
