package dev.weir.eventstore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Durable entries of the local index on heap: for tests and small logs. */
final class HeapStore implements OverlayIndex.Store {
    private final Map<String, byte[]> entries = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void write(List<OverlayIndex.Change> changes, LogPosition position) {
        for (OverlayIndex.Change change : changes) {
            if (change.isDrop()) {
                entries.keySet().removeIf(key -> key.startsWith(change.key()));
            } else {
                entries.put(change.key(), change.value());
            }
        }
    }

    /** It never outlives its owner. */
    @Override
    public Optional<LogPosition> position() {
        return Optional.empty();
    }

    @Override
    public void flush() {}

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public void close() {
        entries.clear();
    }
}
