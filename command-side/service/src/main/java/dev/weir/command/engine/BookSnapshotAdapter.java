package dev.weir.command.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.domain.BookEntity;
import dev.weir.domain.BookSnapshots;
import dev.weir.eventstore.FoldEntity;
import dev.weir.eventstore.FoldSnapshots;
import java.util.function.Consumer;

/** Snapshots of the domain's books in the terms of the event store. */
class BookSnapshotAdapter implements FoldSnapshots {
    private final BookSnapshots snapshots;

    BookSnapshotAdapter(BookSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public int schema() {
        return snapshots.schema();
    }

    @Override
    public int buckets() {
        return snapshots.buckets();
    }

    @Override
    public int size() {
        return snapshots.size();
    }

    @Override
    public void track() {
        snapshots.track();
    }

    @Override
    public void copyBucket(int bucket, Consumer<FoldEntity> to) {
        snapshots.copyBucket(bucket, entity -> to.accept(new Entity(entity)));
    }

    @Override
    public int changed() {
        return snapshots.changed();
    }

    @Override
    public void takeChanged(int atMost, Consumer<FoldEntity> to) {
        snapshots.takeChanged(atMost, entity -> to.accept(new Entity(entity)));
    }

    @Override
    public byte[] header() {
        return snapshots.header();
    }

    @Override
    public Object parse(int kind, String id, byte[] bytes) {
        try {
            return snapshots.parse(kind, id, bytes);
        } catch (InvalidProtocolBufferException e) {
            throw malformed(id, e);
        }
    }

    @Override
    public void restore(int kind, String id, Object entity) {
        try {
            snapshots.restore(kind, id, entity);
        } catch (InvalidProtocolBufferException e) {
            throw malformed(id, e);
        }
    }

    @Override
    public void restored(byte[] header) {
        try {
            snapshots.restored(header);
        } catch (InvalidProtocolBufferException e) {
            throw malformed("header", e);
        }
    }

    private static IllegalArgumentException malformed(String id, Exception cause) {
        return new IllegalArgumentException("a snapshot holds no entity " + id, cause);
    }

    private record Entity(BookEntity entity) implements FoldEntity {
        @Override
        public int kind() {
            return entity.kind();
        }

        @Override
        public String id() {
            return entity.id();
        }

        @Override
        public boolean removed() {
            return entity.removed();
        }

        @Override
        public byte[] toBytes() {
            return entity.toBytes();
        }
    }
}
