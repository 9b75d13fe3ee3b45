package dev.weir.processors.bench;

import dev.weir.features.FeatureState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * A book's state in RocksDB as the job has it: no log, and what {@code DecideJob.settings} says.
 */
final class RocksState implements FeatureState, AutoCloseable {
    private static final long CACHE_BYTES = 128L << 20;
    private static final long BUFFER_BYTES = 8L << 20;
    private static final int BUFFERS = 4;
    private static final double FILTER_BITS_PER_KEY = 10;

    private final LRUCache cache;
    private final Options options;
    private final WriteOptions writes;
    private final RocksDB db;

    RocksState(Path folder) throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        Files.createDirectories(folder);
        cache = new LRUCache(CACHE_BYTES);
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(BUFFER_BYTES)
                        .setMaxWriteBufferNumber(BUFFERS)
                        .setCompactionStyle(CompactionStyle.UNIVERSAL)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setFilterPolicy(new BloomFilter(FILTER_BITS_PER_KEY)));
        writes = new WriteOptions().setDisableWAL(true);
        db = RocksDB.open(options, folder.toString());
    }

    @Override
    public byte[] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw new IllegalStateException("the state can't be read", e);
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        try {
            db.put(writes, key, value);
        } catch (RocksDBException e) {
            throw new IllegalStateException("the state can't be written", e);
        }
    }

    @Override
    public void remove(byte[] key) {
        try {
            db.delete(writes, key);
        } catch (RocksDBException e) {
            throw new IllegalStateException("the state can't be removed", e);
        }
    }

    @Override
    public void close() {
        db.close();
        writes.close();
        options.close();
        cache.close();
    }
}
