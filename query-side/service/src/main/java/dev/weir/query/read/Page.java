package dev.weir.query.read;

/**
 * Which part of a list is asked for.
 *
 * @param cursor from the page before; null: the first page
 * @param limit rows at most
 */
public record Page(String cursor, int limit) {
    public static final int LIMIT_MAX = 1_000;
    public static final int LIMIT_DEFAULT = 100;

    /** One row more than the page, to see whether there is another page. */
    int rowsToRead() {
        return limit + 1;
    }
}
