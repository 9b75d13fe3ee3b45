package dev.weir.launcher.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which column of a file feeds which field of a command, and which fields are constants.
 *
 * @param columns field to column name
 * @param constants field to text; a mapped, non-empty cell goes first
 */
record Mapping(Map<String, String> columns, Map<String, String> constants) {

    /**
     * @throws IllegalArgumentException naming a field that the import does not have, or one that is
     *     required and absent
     */
    static Mapping of(
            Map<String, String> columns,
            Map<String, String> constants,
            Set<String> required,
            Set<String> known) {
        for (String field : columns.keySet()) {
            requireKnown("--map", field, known);
        }
        for (String field : constants.keySet()) {
            requireKnown("--set", field, known);
        }
        for (String field : required) {
            if (!columns.containsKey(field) && !constants.containsKey(field)) {
                throw new IllegalArgumentException(
                        "the field " + field + " is required: give --map " + field + "=COLUMN");
            }
        }
        return new Mapping(columns, constants);
    }

    /** The fields of a row whose cells are given by column name; blank cells are left out. */
    Map<String, String> apply(Map<String, String> cells) {
        Map<String, String> fields = new LinkedHashMap<>(constants);
        columns.forEach(
                (field, column) -> {
                    String cell = cells.get(column);
                    if (cell != null && !cell.isBlank()) {
                        fields.put(field, cell.strip());
                    }
                });
        return fields;
    }

    private static void requireKnown(String option, String field, Set<String> known) {
        if (!known.contains(field)) {
            throw new IllegalArgumentException(
                    option
                            + " names the field "
                            + field
                            + "; this import has "
                            + String.join(", ", known));
        }
    }
}
