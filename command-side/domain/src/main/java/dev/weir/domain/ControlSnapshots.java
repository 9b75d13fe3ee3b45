package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.ControlHeader;
import dev.weir.contract.store.v1.KeyState;
import java.util.function.Consumer;

/** Snapshots of the control book: small, so that it is copied whole, in one bucket. */
final class ControlSnapshots extends TableSnapshots {
    /** 2: rules with all their versions, where 1 had those in force alone. */
    private static final int SCHEMA = 2;

    private static final int KEY_KIND = 4;

    private final ControlBook book;
    private final IdempotencyKeys keys;
    private final EntityTable<KeyState> keyKind =
            new EntityTable<>(KEY_KIND, EntityCodec.ofMessage(KeyState.parser()));

    ControlSnapshots(ControlBook book, ControlTables tables, IdempotencyKeys keys) {
        super(tables.all());
        this.book = book;
        this.keys = keys;
    }

    @Override
    public int schema() {
        return SCHEMA;
    }

    @Override
    public int buckets() {
        return 1;
    }

    @Override
    public int size() {
        return super.size() + keys.all().size();
    }

    @Override
    public void track() {}

    @Override
    public void copyBucket(int bucket, Consumer<BookEntity> to) {
        for (int part = 0; part < EntityTable.BUCKETS; part++) {
            super.copyBucket(part, to);
        }
        keys.all()
                .forEach(
                        (key, outcome) ->
                                to.accept(
                                        new BookEntity(keyKind, key, KeyMemory.toState(outcome))));
    }

    /** Never asked for alone: every snapshot copies the one bucket. */
    @Override
    public int changed() {
        return 0;
    }

    @Override
    public void takeChanged(int atMost, Consumer<BookEntity> to) {}

    @Override
    public byte[] header() {
        return ControlHeader.newBuilder()
                .setSequence(book.sequence())
                .setLastRecordedMicros(book.lastRecordedMicros())
                .build()
                .toByteArray();
    }

    @Override
    public Object parse(int kind, String id, byte[] bytes) throws InvalidProtocolBufferException {
        return kind == KEY_KIND ? KeyState.parseFrom(bytes) : super.parse(kind, id, bytes);
    }

    @Override
    public void restore(int kind, String id, Object entity) throws InvalidProtocolBufferException {
        if (kind == KEY_KIND) {
            keys.remember(id, KeyMemory.fromState((KeyState) entity));
        } else {
            super.restore(kind, id, entity);
        }
    }

    @Override
    public void restored(byte[] header) throws InvalidProtocolBufferException {
        ControlHeader parsed = ControlHeader.parseFrom(header);
        book.restored(parsed.getSequence(), parsed.getLastRecordedMicros());
    }
}
