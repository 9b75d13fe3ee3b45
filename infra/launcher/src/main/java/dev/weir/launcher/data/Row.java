package dev.weir.launcher.data;

import java.util.Map;

/**
 * One row of an input file.
 *
 * @param number place in the file, from 1, header and blank lines not counted
 * @param fields what each field of the command was mapped to; blank cells are left out
 * @param text the row as CSV, for the file of refused rows: as it came, or its mapped members
 */
record Row(long number, Map<String, String> fields, String text) {
    /** The field's text. Throws RowProblem if it is absent. */
    String require(String field) {
        String text = fields.get(field);
        if (text == null) {
            throw new RowProblem("FIELD_MISSING", "the field " + field + " is empty");
        }
        return text;
    }

    String get(String field, String otherwise) {
        return fields.getOrDefault(field, otherwise);
    }
}
