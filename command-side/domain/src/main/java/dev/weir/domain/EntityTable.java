package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The entities of one kind in a book, by id. For snapshots they lie in buckets, so that a large
 * table is copied bucket by bucket while the book goes on, and it is noted which ones have changed
 * since they were last taken. Entities are immutable.
 */
final class EntityTable<T> {
    /** A million entities make about a thousand a bucket: some 50 microseconds to copy. */
    static final int BUCKETS = 1_024;

    private final int kind;
    private final EntityCodec<T> codec;
    private final Set<String> changed = new LinkedHashSet<>();

    /** None before the first entity: many books and every fork have tables without any. */
    private Bucket<T>[] buckets = noBuckets(0);

    private boolean tracked;
    private int size;

    private static final class Bucket<T> extends HashMap<String, T> {
        private static final long serialVersionUID = 1L;

        Bucket() {
            super(4);
        }
    }

    EntityTable(int kind, EntityCodec<T> codec) {
        this.kind = kind;
        this.codec = codec;
    }

    int kind() {
        return kind;
    }

    int size() {
        return size;
    }

    /** The entity, or null. */
    T get(String id) {
        Bucket<T> bucket = bucketWith(id);
        return bucket == null ? null : bucket.get(id);
    }

    void put(String id, T entity) {
        place(id, entity);
        note(id);
    }

    void remove(String id) {
        if (drop(id)) {
            note(id);
        }
    }

    Stream<T> values() {
        return Arrays.stream(buckets)
                .filter(Objects::nonNull)
                .flatMap(bucket -> bucket.values().stream());
    }

    /** Ids of all entities, in no order. */
    Stream<String> ids() {
        return Arrays.stream(buckets)
                .filter(Objects::nonNull)
                .flatMap(bucket -> bucket.keySet().stream());
    }

    /** Begins to note changes; before, nobody would take them. */
    void track() {
        tracked = true;
    }

    /** What is copied counts as taken, but for entities that were removed. */
    void copyBucket(int bucket, Consumer<BookEntity> to) {
        if (size > 0 && buckets[bucket] != null) {
            buckets[bucket].forEach(
                    (id, entity) -> {
                        changed.remove(id);
                        to.accept(new BookEntity(this, id, entity));
                    });
        }
    }

    int changed() {
        return changed.size();
    }

    /** Takes changed entities, each once; what is left waits for the next time. */
    int takeChanged(int atMost, Consumer<BookEntity> to) {
        int taken = 0;
        Iterator<String> ids = changed.iterator();
        while (taken < atMost && ids.hasNext()) {
            String id = ids.next();
            ids.remove();
            to.accept(new BookEntity(this, id, get(id)));
            taken++;
        }
        return taken;
    }

    byte[] toBytes(Object entity) {
        @SuppressWarnings("unchecked") // BookEntity holds what came from this table
        T mine = (T) entity;
        return codec.toBytes(mine);
    }

    Object parse(String id, byte[] bytes) throws InvalidProtocolBufferException {
        return codec.parse(id, bytes);
    }

    /**
     * Puts in place what {@link #parse} made; it counts as unchanged.
     *
     * @param entity null: removed
     */
    void restore(String id, Object entity) {
        if (entity == null) {
            drop(id);
        } else {
            @SuppressWarnings("unchecked") // made by this table's codec
            T mine = (T) entity;
            place(id, mine);
        }
    }

    @Override
    public String toString() {
        Map<String, T> sorted = new TreeMap<>();
        for (Bucket<T> bucket : buckets) {
            if (bucket != null) {
                sorted.putAll(bucket);
            }
        }
        return sorted.toString();
    }

    private void place(String id, T entity) {
        if (buckets.length == 0) {
            buckets = noBuckets(BUCKETS);
        }
        int number = bucketOf(id);
        if (buckets[number] == null) {
            buckets[number] = new Bucket<>();
        }
        if (buckets[number].put(id, entity) == null) {
            size++;
        }
    }

    private boolean drop(String id) {
        Bucket<T> bucket = bucketWith(id);
        boolean was = bucket != null && bucket.remove(id) != null;
        size -= was ? 1 : 0;
        return was;
    }

    /** Null: none is there. */
    private Bucket<T> bucketWith(String id) {
        return buckets.length == 0 ? null : buckets[bucketOf(id)];
    }

    private void note(String id) {
        if (tracked) {
            changed.add(id);
        }
    }

    /** Other bits than those by which a bucket finds its slots, so that they stay spread there. */
    private static int bucketOf(String id) {
        int hash = id.hashCode() * 0x9E3779B9;
        return hash >>> 22;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
    private static <T> Bucket<T>[] noBuckets(int number) {
        return new Bucket[number];
    }
}
