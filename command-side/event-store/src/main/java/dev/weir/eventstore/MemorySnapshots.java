package dev.weir.eventstore;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Snapshots on heap, with the same fencing as Kafka's. */
final class MemorySnapshots implements SnapshotLog {
    private final Kept kept;
    private long epoch;

    /** Shared by all lives of the owners of a partition. */
    record Kept(Map<String, byte[]> entries, AtomicLong epoch) {
        Kept() {
            this(new ConcurrentHashMap<>(), new AtomicLong());
        }
    }

    MemorySnapshots(Kept kept) {
        this.kept = kept;
    }

    @Override
    public void fence() {
        epoch = kept.epoch().incrementAndGet();
    }

    @Override
    public Map<String, byte[]> read() {
        return Map.copyOf(kept.entries());
    }

    @Override
    public void write(List<Entry> entries) {
        synchronized (kept) {
            if (epoch != kept.epoch().get()) {
                throw new FencedException("a newer owner writes these snapshots");
            }
            for (Entry entry : entries) {
                if (entry.value() == null) {
                    kept.entries().remove(entry.key());
                } else {
                    kept.entries().put(entry.key(), entry.value());
                }
            }
        }
    }

    @Override
    public void close() {}
}
