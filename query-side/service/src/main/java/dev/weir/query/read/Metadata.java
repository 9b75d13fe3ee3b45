package dev.weir.query.read;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Entries that the metadata of a row must have, all of them.
 *
 * @param entries value by key; empty: any row
 */
public record Metadata(Map<String, String> entries) {
    /** A caller that needs more reads the rows. */
    public static final int ENTRIES_MAX = 4;

    Where in(Where where) {
        if (entries.isEmpty()) {
            return where;
        }
        JsonObject wanted = new JsonObject();
        entries.forEach(wanted::put);
        return where.and("metadata @> ?::jsonb", wanted.encode());
    }
}
