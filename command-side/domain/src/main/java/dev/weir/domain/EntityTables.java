package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a book by the numbers of their kinds. Numbers are permanent. */
final class EntityTables {
    private final Map<Integer, EntityTable<?>> byKind = new TreeMap<>();

    /** A new table whose entities belong to every snapshot from now on. */
    <T> EntityTable<T> add(int kind, EntityCodec<T> codec) {
        EntityTable<T> table = new EntityTable<>(kind, codec);
        if (byKind.put(kind, table) != null) {
            throw new IllegalArgumentException("kind " + kind + " is given twice");
        }
        return table;
    }

    List<EntityTable<?>> all() {
        return new ArrayList<>(byKind.values());
    }

    EntityTable<?> of(int kind) throws InvalidProtocolBufferException {
        EntityTable<?> table = byKind.get(kind);
        if (table == null) {
            throw new InvalidProtocolBufferException("there are no entities of kind " + kind);
        }
        return table;
    }

    @Override
    public String toString() {
        return byKind.toString();
    }
}
