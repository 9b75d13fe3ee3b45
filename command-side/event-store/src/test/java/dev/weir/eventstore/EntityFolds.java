package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.axonframework.messaging.core.QualifiedName;

/**
 * Folds payloads {@code id=value} to the newest value by id (an empty one removes it), and keeps in
 * the index which values an id has had, one behind the other.
 */
final class EntityFolds implements BookFolds {
    static final int BUCKETS = 8;
    private final SnapshotPolicy policy;
    private final int schema;

    EntityFolds(SnapshotPolicy policy, int schema) {
        this.policy = policy;
        this.schema = schema;
    }

    /** A book of this fold. */
    record State(Map<String, String> entities, LocalIndex index) {
        /** Values that an id has had. */
        Optional<String> history(String id) {
            return index.get(id).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public String tagKey() {
        return "book";
    }

    @Override
    public QualifiedName stateType() {
        return new QualifiedName("test.State");
    }

    @Override
    public SnapshotPolicy snapshotPolicy() {
        return policy;
    }

    @Override
    public BookFold create(String book, LocalIndex index) {
        return new Fold(new State(new TreeMap<>(), index));
    }

    private final class Fold implements BookFold {
        private final State state;
        private final Set<String> changed = new LinkedHashSet<>();

        Fold(State state) {
            this.state = state;
        }

        @Override
        public void apply(EventRecord record, Object event, String hash) {
            String[] parts = event.toString().split("=", 2);
            if (parts[1].isEmpty()) {
                state.entities().remove(parts[0]);
            } else {
                state.entities().put(parts[0], parts[1]);
            }
            changed.add(parts[0]);
            if (state.index().isKnown(parts[0])) {
                String before = state.history(parts[0]).orElse("");
                state.index()
                        .put(parts[0], (before + "," + parts[1]).getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public Object state() {
            return state;
        }

        @Override
        public Optional<FoldSnapshots> snapshots() {
            return Optional.of(new Snapshots(state.entities(), changed, schema));
        }
    }

    private record Entity(String id, String value) implements FoldEntity {
        @Override
        public int kind() {
            return 1;
        }

        @Override
        public boolean removed() {
            return value == null;
        }

        @Override
        public byte[] toBytes() {
            return removed() ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Snapshots(Map<String, String> entities, Set<String> noted, int schema)
            implements FoldSnapshots {
        @Override
        public int buckets() {
            return BUCKETS;
        }

        @Override
        public int size() {
            return entities.size();
        }

        @Override
        public void track() {}

        @Override
        public void copyBucket(int bucket, Consumer<FoldEntity> to) {
            entities.forEach(
                    (id, value) -> {
                        if (Math.floorMod(id.hashCode(), BUCKETS) == bucket) {
                            to.accept(new Entity(id, value));
                        }
                    });
        }

        @Override
        public int changed() {
            return noted.size();
        }

        @Override
        public void takeChanged(int atMost, Consumer<FoldEntity> to) {
            List<String> taken = new ArrayList<>();
            Iterator<String> ids = noted.iterator();
            while (ids.hasNext() && taken.size() < atMost) {
                taken.add(ids.next());
                ids.remove();
            }
            taken.forEach(id -> to.accept(new Entity(id, entities.get(id))));
        }

        @Override
        public byte[] header() {
            return "header".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object parse(int kind, String id, byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public void restore(int kind, String id, Object entity) {
            if (entity == null) {
                entities.remove(id);
            } else {
                entities.put(id, (String) entity);
            }
        }

        @Override
        public void restored(byte[] header) {
            if (!new String(header, StandardCharsets.UTF_8).equals("header")) {
                throw new IllegalArgumentException("no header");
            }
        }
    }
}
