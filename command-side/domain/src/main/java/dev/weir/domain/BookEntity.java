package dev.weir.domain;

/**
 * An entity of a book as it stood when it was taken, for a snapshot. It is immutable, so that its
 * bytes may be made later and by another thread.
 */
public final class BookEntity {
    private final EntityTable<?> table;
    private final String id;
    private final Object value;

    /**
     * @param value null: it was removed
     */
    BookEntity(EntityTable<?> table, String id, Object value) {
        this.table = table;
        this.id = id;
        this.value = value;
    }

    /** What it is; the numbers are permanent. */
    public int kind() {
        return table.kind();
    }

    public String id() {
        return id;
    }

    public boolean removed() {
        return value == null;
    }

    /** Its message; empty if it was removed. */
    public byte[] toBytes() {
        return value == null ? new byte[0] : table.toBytes(value);
    }
}
