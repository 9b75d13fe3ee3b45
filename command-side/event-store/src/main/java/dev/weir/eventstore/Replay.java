package dev.weir.eventstore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Records of the log on their way into the state. What of them rests on nothing else (their hashes
 * and payloads, which are most of the work) is made in batches by all processors; taking them in,
 * one after another, is the caller's.
 */
final class Replay implements Consumer<PartitionLog.Entry> {
    /** Some tens of milliseconds; and at 1 kB a record, 2 MB. */
    private static final int BATCH = 2_000;

    private final EventCodec codec;
    private final BiConsumer<PartitionLog.Entry, Prepared> next;
    private final List<PartitionLog.Entry> batch = new ArrayList<>(BATCH);

    /** A record with its hash, and its event. */
    record Prepared(SealedRecord record, Object payload) {}

    private record Step(PartitionLog.Entry entry, Prepared prepared) {}

    Replay(EventCodec codec, BiConsumer<PartitionLog.Entry, Prepared> next) {
        this.codec = codec;
        this.next = next;
    }

    @Override
    public void accept(PartitionLog.Entry entry) {
        batch.add(entry);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** Hands on what waits; at the end of the log, too. */
    void flush() {
        batch.parallelStream()
                .map(entry -> new Step(entry, prepare(entry)))
                .forEachOrdered(step -> next.accept(step.entry(), step.prepared()));
        batch.clear();
    }

    private Prepared prepare(PartitionLog.Entry entry) {
        return new Prepared(SealedRecord.of(entry.record()), codec.payload(entry.record()));
    }
}
