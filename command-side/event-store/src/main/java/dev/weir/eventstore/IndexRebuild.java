package dev.weir.eventstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the local index of a partition from the whole log, in the background, while the partition
 * is served already from a snapshot. Entries can be told only by folding, so it folds every book a
 * second time, from its first event to the end of the log at the takeover; what came later the
 * serving fold has put itself. It takes at most half of a processor, and the heap of a second fold
 * until it is done.
 */
final class IndexRebuild implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexRebuild.class);
    private static final int EVENTS_PER_WRITE = 1_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int partition;
    private final PartitionLog log;
    private final long end;
    private final EventStoreSettings settings;
    private final OverlayIndex index;
    private final EventCodec codec;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param log only read
     * @param end of the log at the takeover
     */
    IndexRebuild(
            int partition,
            PartitionLog log,
            long end,
            EventStoreSettings settings,
            OverlayIndex index) {
        this.partition = partition;
        this.log = log;
        this.end = end;
        this.settings = settings;
        this.index = index;
        this.codec = new EventCodec(settings.payloads());
        this.thread =
                Thread.ofPlatform().daemon().name("weir-index-" + partition).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                long startNanos = System.nanoTime();
                new Pass().run();
                index.complete();
                LOG.info(
                        "partition {}: the local index is complete after {} ms",
                        partition,
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
                return;
            } catch (ClosedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("partition {}: the local index is begun again", partition, e);
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("closed", null, false, false);
        }
    }

    /** One way through the log. */
    private final class Pass {
        private final OverlayIndex.Store store = index.store();
        private final Map<String, BookFold> folds = new HashMap<>();
        private final Map<String, byte[]> pending = new HashMap<>();
        private final List<OverlayIndex.Change> changes = new ArrayList<>();
        private long events;
        private long sinceNanos = System.nanoTime();
        private LogPosition position = LogPosition.START;

        void run() {
            store.clear();
            log.read(0, end, this::take);
            write();
        }

        private void take(PartitionLog.Entry entry) {
            if (closed) {
                throw new ClosedException();
            }
            String book = entry.record().book();
            SealedRecord record = SealedRecord.of(entry.record());
            if (settings.folds().orElseThrow().usesIndex(book)) {
                folds.computeIfAbsent(book, this::fold)
                        .apply(entry.record(), codec.payload(entry.record()), record.hash());
            }
            position = LogPosition.after(entry.offset(), record.hash());
            if (++events % EVENTS_PER_WRITE == 0) {
                write();
                LockSupport.parkNanos(System.nanoTime() - sinceNanos);
                sinceNanos = System.nanoTime();
            }
        }

        private BookFold fold(String book) {
            return settings.folds().orElseThrow().create(book, view(book));
        }

        private void write() {
            store.write(changes, position);
            changes.clear();
            pending.clear();
        }

        private LocalIndex view(String book) {
            return new LocalIndex() {
                @Override
                public Optional<byte[]> get(String key) {
                    byte[] value = pending.get(full(key));
                    return value != null ? Optional.of(value) : store.get(full(key));
                }

                @Override
                public void put(String key, byte[] value) {
                    pending.put(full(key), value);
                    changes.add(new OverlayIndex.Change(events, full(key), value));
                }

                @Override
                public void drop(String prefix) {
                    changes.add(new OverlayIndex.Change(events, full(prefix), null));
                }

                @Override
                public boolean isKnown(String key) {
                    return true;
                }

                private String full(String key) {
                    return book + '\n' + key;
                }
            };
        }
    }
}
