package dev.weir.eventstore.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * What a check must remember of every account, key or id, of which a big log has more than a heap
 * holds: the ones used last lie on heap, the others in a RocksDB folder that is deleted at the end.
 * A small log never gets there. For one thread.
 */
final class FactStore implements AutoCloseable {
    /** About 60 MB of heap. */
    static final int HEAP_ENTRIES = 150_000;

    private static final long WRITE_BUFFER_BYTES = 16L << 20;
    private static final long BLOCK_CACHE_BYTES = 32L << 20;

    private final int heapEntries;
    private final LinkedHashMap<String, Entry<?>> heap = new LinkedHashMap<>(16, 0.75f, true);
    private Disk disk;

    /** A value on heap, and whether the disk lacks it. */
    private record Entry<V>(V value, Function<V, String> toText, boolean changed) {
        byte[] bytes() {
            return toText.apply(value).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Facts of one kind by their ids. */
    final class Facts<V> {
        private final String prefix;
        private final Function<V, String> toText;
        private final Function<String, V> fromText;
        private long count;

        private Facts(String prefix, Function<V, String> toText, Function<String, V> fromText) {
            this.prefix = prefix;
            this.toText = toText;
            this.fromText = fromText;
        }

        /** The fact; to change it, {@link #put} it again. */
        Optional<V> get(String id) {
            String key = prefix + id;
            Entry<?> entry = heap.get(key);
            if (entry != null) {
                @SuppressWarnings("unchecked") // a prefix belongs to one kind
                V value = (V) entry.value();
                return Optional.of(value);
            }
            Optional<V> found = disk == null ? Optional.empty() : disk.get(key).map(fromText);
            found.ifPresent(value -> keep(key, new Entry<>(value, toText, false)));
            return found;
        }

        /** Sets the fact. */
        void put(String id, V value) {
            count += contains(id) ? 0 : 1;
            keep(prefix + id, new Entry<>(value, toText, true));
        }

        /** Whether there is one; changes nothing. */
        boolean contains(String id) {
            String key = prefix + id;
            return heap.containsKey(key) || (disk != null && disk.get(key).isPresent());
        }

        long count() {
            return count;
        }

        /** Hands over all, in no order. Nothing may be put meanwhile. */
        void forEach(BiConsumer<String, V> each) {
            heap.forEach(
                    (key, entry) -> {
                        if (key.startsWith(prefix)) {
                            @SuppressWarnings("unchecked") // a prefix belongs to one kind
                            V value = (V) entry.value();
                            each.accept(key.substring(prefix.length()), value);
                        }
                    });
            if (disk != null) {
                disk.forEach(
                        prefix,
                        (key, text) -> {
                            if (!heap.containsKey(key)) {
                                each.accept(key.substring(prefix.length()), fromText.apply(text));
                            }
                        });
            }
        }
    }

    /**
     * @param heapEntries at most so many on heap, at least 1
     */
    FactStore(int heapEntries) {
        this.heapEntries = heapEntries;
    }

    /**
     * @param kind not the beginning of another kind's name
     */
    <V> Facts<V> facts(
            String book, String kind, Function<V, String> toText, Function<String, V> fromText) {
        return new Facts<>(book + "\0" + kind + "\0", toText, fromText);
    }

    private void keep(String key, Entry<?> entry) {
        heap.put(key, entry);
        if (heap.size() > heapEntries) {
            spill();
        }
    }

    /** Moves the half that was not used for longest. */
    private void spill() {
        if (disk == null) {
            disk = new Disk();
        }
        Map<String, byte[]> changed = new HashMap<>();
        Iterator<Map.Entry<String, Entry<?>>> eldest = heap.entrySet().iterator();
        while (heap.size() > heapEntries / 2) {
            Map.Entry<String, Entry<?>> entry = eldest.next();
            if (entry.getValue().changed()) {
                changed.put(entry.getKey(), entry.getValue().bytes());
            }
            eldest.remove();
        }
        disk.write(changed);
    }

    boolean onDisk() {
        return disk != null;
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
    }

    /** The entries that are not on heap, and older values of those that are. */
    private static final class Disk implements AutoCloseable {
        static {
            RocksDB.loadLibrary();
        }

        private final Path folder;
        private final BloomFilter bloom = new BloomFilter(10);
        private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
        private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
        private final Options options;
        private final RocksDB db;

        Disk() {
            try {
                folder = Files.createTempDirectory("weir-verify");
                options =
                        new Options()
                                .setCreateIfMissing(true)
                                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                                .setTableFormatConfig(
                                        new BlockBasedTableConfig()
                                                .setBlockCache(cache)
                                                .setFilterPolicy(bloom));
                db = RocksDB.open(options, folder.toString());
            } catch (IOException e) {
                throw new UncheckedIOException("no temporary folder can be made", e);
            } catch (RocksDBException e) {
                throw new IllegalStateException("the temporary store cannot be opened", e);
            }
        }

        Optional<String> get(String key) {
            try {
                return Optional.ofNullable(db.get(bytes(key)))
                        .map(value -> new String(value, StandardCharsets.UTF_8));
            } catch (RocksDBException e) {
                throw new IllegalStateException("the temporary store cannot be read", e);
            }
        }

        void write(Map<String, byte[]> entries) {
            try (WriteBatch batch = new WriteBatch()) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    batch.put(bytes(entry.getKey()), entry.getValue());
                }
                db.write(writeOptions, batch);
            } catch (RocksDBException e) {
                throw new IllegalStateException("the temporary store cannot be written", e);
            }
        }

        void forEach(String prefix, BiConsumer<String, String> each) {
            try (RocksIterator entries = db.newIterator()) {
                for (entries.seek(bytes(prefix)); entries.isValid(); entries.next()) {
                    String key = new String(entries.key(), StandardCharsets.UTF_8);
                    if (!key.startsWith(prefix)) {
                        return;
                    }
                    each.accept(key, new String(entries.value(), StandardCharsets.UTF_8));
                }
            }
        }

        @Override
        public void close() {
            db.close();
            options.close();
            writeOptions.close();
            cache.close();
            bloom.close();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException("the temporary folder stays: " + folder, e);
            }
        }

        private static byte[] bytes(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }
    }
}
