package dev.weir.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A {@link BusinessIndex} on the heap, for tests and small books. */
public final class MemoryIndex implements BusinessIndex {
    private final Map<String, byte[]> entries = new HashMap<>();

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(entries.get(key)).map(byte[]::clone);
    }

    @Override
    public void put(String key, byte[] value) {
        entries.put(key, value.clone());
    }

    @Override
    public void drop(String prefix) {
        entries.keySet().removeIf(key -> key.startsWith(prefix));
    }
}
