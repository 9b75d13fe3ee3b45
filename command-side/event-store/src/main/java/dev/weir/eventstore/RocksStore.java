package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.SnapshotHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable entries of the local index in RocksDB. A cache of the log, kept across restarts: the
 * place in the log up to which it holds everything is written in the batch of the entries, so
 * whatever a crash leaves is complete up to the place that it names, without a write-ahead log.
 */
final class RocksStore implements OverlayIndex.Store {
    /** Of each partition: what a node of many partitions can afford. */
    private static final long WRITE_BUFFER_BYTES = 8L << 20;

    private static final long BLOCK_CACHE_BYTES = 16L << 20;

    /** Of the write buffer. */
    private static final double MEMTABLE_BLOOM_RATIO = 0.1;

    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

    /** No key of a book begins with a zero byte. */
    private static final byte[] POSITION = {0};

    static {
        RocksDB.loadLibrary();
    }

    /** A native object that is used after it was closed takes the process down: hence the lock. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final BloomFilter bloom = new BloomFilter(10);
    private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
    private final Options options;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final Path folder;
    private RocksDB db;
    private boolean closed;

    RocksStore(Path folder) {
        this.folder = folder;
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(WRITE_BUFFER_BYTES)
                        // Keys come in no order: by levels each would be written again and again,
                        // which took more processor time than all else that the index does.
                        .setCompactionStyle(CompactionStyle.UNIVERSAL)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        // Most keys that are asked for are new: the filter says so without the
                        // search through what was written last.
                        .setMemtablePrefixBloomSizeRatio(MEMTABLE_BLOOM_RATIO)
                        .setMemtableWholeKeyFiltering(true)
                        .setKeepLogFileNum(2)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setFilterPolicy(bloom));
        db = open();
    }

    private RocksDB open() {
        try {
            Files.createDirectories(folder);
            return RocksDB.open(options, folder.toString());
        } catch (RocksDBException damaged) {
            LOG.warn("the local index {} is made anew: {}", folder, damaged.getMessage());
            return openAnew();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the local index " + folder, e);
        }
    }

    private RocksDB openAnew() {
        try {
            wipe(folder);
            Files.createDirectories(folder);
            return RocksDB.open(options, folder.toString());
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
    public void write(List<OverlayIndex.Change> changes, LogPosition position) {
        lock.readLock().lock();
        try (WriteBatch batch = new WriteBatch()) {
            requireOpen();
            for (OverlayIndex.Change change : changes) {
                if (change.isDrop()) {
                    batch.deleteRange(bytes(change.key()), behind(change.key()));
                } else {
                    batch.put(bytes(change.key()), change.value());
                }
            }
            if (position != null) {
                batch.put(POSITION, toBytes(position));
            }
            db.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot write the local index", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public Optional<LogPosition> position() {
        lock.readLock().lock();
        try {
            requireOpen();
            byte[] bytes = db.get(POSITION);
            return bytes == null ? Optional.empty() : Optional.of(toPosition(bytes));
        } catch (RocksDBException | InvalidProtocolBufferException e) {
            LOG.warn("the local index does not say how far it is: {}", e.getMessage());
            return Optional.empty();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void flush() {
        lock.readLock().lock();
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            requireOpen();
            db.flush(flush);
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot flush the local index", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void clear() {
        lock.writeLock().lock();
        try {
            requireOpen();
            db.close();
            db = openAnew();
        } finally {
            lock.writeLock().unlock();
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

    /** The head's two numbers and the hash, in the message that snapshots use. */
    private static byte[] toBytes(LogPosition position) {
        return SnapshotHead.newBuilder()
                .setEventsOffset(position.next())
                .setAnchor(position.anchor())
                .build()
                .toByteArray();
    }

    private static LogPosition toPosition(byte[] bytes) throws InvalidProtocolBufferException {
        SnapshotHead head = SnapshotHead.parseFrom(bytes);
        return LogPosition.of(head.getAnchor(), head.getEventsOffset());
    }

    /** The first key behind all that begin with the prefix, which ends in a plain character. */
    private static byte[] behind(String prefix) {
        byte[] end = bytes(prefix);
        end[end.length - 1]++;
        return end;
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
