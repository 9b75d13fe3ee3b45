package dev.weir.eventstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Durable entries of the local index in RocksDB. A cache of the log: it is wiped when it is opened
 * and refilled by the replay, so it needs no write-ahead log of its own.
 */
final class RocksStore implements OverlayIndex.Store {
    /** Of each partition: what a node of many partitions can afford. */
    private static final long WRITE_BUFFER_BYTES = 8L << 20;

    private static final long BLOCK_CACHE_BYTES = 16L << 20;

    static {
        RocksDB.loadLibrary();
    }

    /** A native object that is used after it was closed takes the process down: hence the lock. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final BloomFilter bloom = new BloomFilter(10);
    private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
    private final Options options;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final RocksDB db;
    private boolean closed;

    RocksStore(Path folder) {
        try {
            wipe(folder);
            Files.createDirectories(folder);
            options =
                    new Options()
                            .setCreateIfMissing(true)
                            .setWriteBufferSize(WRITE_BUFFER_BYTES)
                            .setKeepLogFileNum(2)
                            .setTableFormatConfig(
                                    new BlockBasedTableConfig()
                                            .setBlockCache(cache)
                                            .setFilterPolicy(bloom));
            db = RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot open the local index " + folder, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the local index " + folder, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        lock.readLock().lock();
        try {
            requireOpen();
            return Optional.ofNullable(db.get(bytes(key)));
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot read the local index", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(Map<String, byte[]> entries) {
        lock.readLock().lock();
        try (WriteBatch batch = new WriteBatch()) {
            requireOpen();
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                batch.put(bytes(entry.getKey()), entry.getValue());
            }
            db.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot write the local index", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                db.close();
                writeOptions.close();
                options.close();
                cache.close();
                bloom.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the owner of this local index has stepped down");
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static void wipe(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
