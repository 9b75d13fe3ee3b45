package dev.weir.processors.bench;

import static org.apache.flink.state.rocksdb.RocksDBConfigurableOptions.BLOOM_FILTER_BITS_PER_KEY;
import static org.apache.flink.state.rocksdb.RocksDBConfigurableOptions.COMPACTION_STYLE;
import static org.apache.flink.state.rocksdb.RocksDBConfigurableOptions.MAX_WRITE_BUFFER_NUMBER;
import static org.apache.flink.state.rocksdb.RocksDBConfigurableOptions.USE_BLOOM_FILTER;
import static org.apache.flink.state.rocksdb.RocksDBConfigurableOptions.WRITE_BUFFER_SIZE;

import dev.weir.features.FeatureState;
import dev.weir.jobs.DecideJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/** A book's state in RocksDB as the job has it: without a log, with the job's settings. */
final class RocksState implements FeatureState, AutoCloseable {
    private static final long CACHE_BYTES = 128L << 20;

    private final LRUCache cache;
    private final Options options;
    private final WriteOptions writes;
    private final RocksDB db;

    RocksState(Path folder) throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        Files.createDirectories(folder);
        Configuration settings = DecideJob.stateSettings();
        cache = new LRUCache(CACHE_BYTES);
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(settings.get(WRITE_BUFFER_SIZE).getBytes())
                        .setMaxWriteBufferNumber(settings.get(MAX_WRITE_BUFFER_NUMBER))
                        .setCompactionStyle(settings.get(COMPACTION_STYLE))
                        .setTableFormatConfig(table(settings, cache));
        writes = new WriteOptions().setDisableWAL(true);
        db = RocksDB.open(options, folder.toString());
    }

    private static BlockBasedTableConfig table(Configuration settings, LRUCache cache) {
        BlockBasedTableConfig table = new BlockBasedTableConfig().setBlockCache(cache);
        return settings.get(USE_BLOOM_FILTER)
                ? table.setFilterPolicy(new BloomFilter(settings.get(BLOOM_FILTER_BITS_PER_KEY)))
                : table;
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
