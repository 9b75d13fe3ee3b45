package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.PartitionOwner;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Follows logs on heap; nothing is ever late there. */
final class MemoryNodeFeed implements NodeFeed {
    private final MemoryLogs logs;
    private final StoreTopics topics;
    private final Sink sink;
    private volatile boolean started;
    private volatile boolean closed;

    MemoryNodeFeed(MemoryLogs logs, StoreTopics topics, Sink sink) {
        this.logs = logs;
        this.topics = topics;
        this.sink = sink;
    }

    @Override
    public void start() {
        logs.followOthers(this::take);
        started = true;
    }

    @Override
    public boolean isCaughtUp() {
        return started;
    }

    @Override
    public CompletableFuture<Void> refresh() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void follow(int partition, Consumer<EventRecord> records) {
        logs.follow(
                partition,
                record -> {
                    if (!closed) {
                        records.accept(record);
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
    }

    private void take(Outgoing record) {
        if (closed) {
            return;
        }
        try {
            if (record.topic().equals(topics.books())) {
                sink.placed(BookPlacement.parseFrom(record.value()));
            } else if (record.topic().equals(topics.owners())) {
                sink.owned(PartitionOwner.parseFrom(record.value()));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(record.topic() + " holds something else", e);
        }
    }
}
