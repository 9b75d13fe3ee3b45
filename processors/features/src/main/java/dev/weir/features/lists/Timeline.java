package dev.weir.features.lists;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one thing of the control book was from which position on. Not safe for threads. */
public final class Timeline<T> {
    private final TreeMap<Long, T> values = new TreeMap<>();

    /** From a position on it is this; positions come in order. */
    public void set(long position, T value) {
        values.put(position, value);
    }

    /** What it was at a position; empty before the first. */
    public Optional<T> at(long position) {
        Map.Entry<Long, T> entry = values.floorEntry(position);
        return entry == null ? Optional.empty() : Optional.of(entry.getValue());
    }

    /** The position from which it was what it was at a position; -1 before the first. */
    public long since(long position) {
        Long from = values.floorKey(position);
        return from == null ? -1 : from;
    }
}
