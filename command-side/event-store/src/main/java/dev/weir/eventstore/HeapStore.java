package dev.weir.eventstore;

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
    public void write(Map<String, byte[]> added) {
        entries.putAll(added);
    }

    @Override
    public void close() {
        entries.clear();
    }
}
