package dev.weir.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Entries on top of an index that is left as it is. For one turn of one thread. */
final class ForkedIndex implements BusinessIndex {
    private final BusinessIndex below;
    private final Map<String, byte[]> entries = new HashMap<>();

    ForkedIndex(BusinessIndex below) {
        this.below = below;
    }

    /** Whether the key was put here. */
    boolean holds(String key) {
        return entries.containsKey(key);
    }

    @Override
    public Optional<byte[]> get(String key) {
        byte[] value = entries.get(key);
        return value == null ? below.get(key) : Optional.of(value);
    }

    @Override
    public void put(String key, byte[] value) {
        entries.put(key, value);
    }

    /** Of the own entries alone: nobody asks for the others again. */
    @Override
    public void drop(String prefix) {
        entries.keySet().removeIf(key -> key.startsWith(prefix));
    }

    @Override
    public boolean isKnown(String key) {
        return entries.containsKey(key) || below.isKnown(key);
    }
}
