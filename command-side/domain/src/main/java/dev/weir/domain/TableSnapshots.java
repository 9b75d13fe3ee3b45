package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.function.Consumer;

/** Snapshots of a book whose entities lie in tables. */
abstract class TableSnapshots implements BookSnapshots {
    private final EntityTables tables;

    TableSnapshots(EntityTables tables) {
        this.tables = tables;
    }

    @Override
    public int buckets() {
        return EntityTable.BUCKETS;
    }

    @Override
    public int size() {
        return tables.all().stream().mapToInt(EntityTable::size).sum();
    }

    @Override
    public void track() {
        tables.all().forEach(EntityTable::track);
    }

    @Override
    public void copyBucket(int bucket, Consumer<BookEntity> to) {
        tables.all().forEach(table -> table.copyBucket(bucket, to));
    }

    @Override
    public int changed() {
        return tables.all().stream().mapToInt(EntityTable::changed).sum();
    }

    @Override
    public void takeChanged(int atMost, Consumer<BookEntity> to) {
        int left = atMost;
        for (EntityTable<?> table : tables.all()) {
            left -= table.takeChanged(left, to);
        }
    }

    @Override
    public Object parse(int kind, String id, byte[] bytes) throws InvalidProtocolBufferException {
        return tables.of(kind).parse(id, bytes);
    }

    @Override
    public void restore(int kind, String id, Object entity) throws InvalidProtocolBufferException {
        tables.of(kind).restore(id, entity);
    }
}
