package dev.weir.eventstore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Snapshots on heap, with the same fencing as Kafka's. */
final class MemorySnapshots implements SnapshotLog {
    private final Kept kept;
    private long epoch;

    /** Shared by all lives of the owners of a partition. */
    record Kept(
            Map<String, byte[]> entries,
            Map<String, Long> offsets,
            AtomicLong end,
            AtomicLong epoch) {
        Kept() {
            this(
                    new ConcurrentHashMap<>(),
                    new ConcurrentHashMap<>(),
                    new AtomicLong(),
                    new AtomicLong());
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
    public Found newest() {
        synchronized (kept) {
            Found all = read();
            Optional<String> head =
                    all.entries().keySet().stream()
                            .filter(key -> key.startsWith(SnapshotFormat.HEAD))
                            .max(java.util.Comparator.comparingLong(all.offsets()::get));
            if (head.isEmpty()) {
                return new Found(Map.of(), Map.of());
            }
            long offset = all.offsets().get(head.get());
            SortedSet<Long> named = SnapshotFormat.offsets(all.entries().get(head.get()), offset);
            named.add(offset);
            Map<String, byte[]> entries = new HashMap<>(all.entries());
            entries.keySet().removeIf(key -> !named.contains(all.offsets().get(key)));
            return new Found(entries, all.offsets());
        }
    }

    @Override
    public Found read() {
        synchronized (kept) {
            Map<String, byte[]> entries = Map.copyOf(kept.entries());
            // What a test has put there lies at the end.
            entries.keySet()
                    .forEach(
                            key ->
                                    kept.offsets()
                                            .computeIfAbsent(
                                                    key, k -> kept.end().getAndIncrement()));
            return new Found(entries, Map.copyOf(kept.offsets()));
        }
    }

    @Override
    public Set<String> keys() {
        return Set.copyOf(kept.entries().keySet());
    }

    @Override
    public long write(List<Entry> entries) {
        synchronized (kept) {
            if (epoch != kept.epoch().get()) {
                throw new FencedException("a newer owner writes these snapshots");
            }
            long first = kept.end().get();
            for (Entry entry : entries) {
                long offset = kept.end().getAndIncrement();
                if (entry.value() == null) {
                    kept.entries().remove(entry.key());
                    kept.offsets().remove(entry.key());
                } else {
                    kept.entries().put(entry.key(), entry.value());
                    kept.offsets().put(entry.key(), offset);
                }
            }
            return first;
        }
    }

    @Override
    public void close() {}
}
