package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Logs on heap, with the same fencing as Kafka's: for tests, and as the ceiling in measurements of
 * what the log costs. Records of other topics are kept, too.
 */
public final class MemoryLogs implements PartitionLogs {
    private final String topic;

    /** So few that everything is read back in several of them. */
    private static final int BLOCK_RECORDS = 2;

    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
    private final List<Outgoing> others = new ArrayList<>();
    private final Map<Integer, MemorySnapshots.Kept> snapshots = new ConcurrentHashMap<>();

    private volatile CountDownLatch held = new CountDownLatch(0);

    /** Guarded by {@link #others}, as those are. */
    private final List<Consumer<Outgoing>> otherFollowers = new ArrayList<>();

    /** Shared by all lives of the owners of a partition; guarded by itself. */
    private static final class Partition {
        final List<PartitionLog.Entry> entries = new ArrayList<>();
        final List<Consumer<EventRecord>> followers = new ArrayList<>();
        final AtomicLong epoch = new AtomicLong();
    }

    public MemoryLogs(String topic) {
        this.topic = topic;
    }

    /** From now on appends wait, as when the broker does not answer. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    /** What waits is appended. */
    public void release() {
        held.countDown();
    }

    private void awaitRelease() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the log was held", e);
        }
    }

    @Override
    public PartitionLog open(int partition) {
        return new MemoryLog(partitions.computeIfAbsent(partition, p -> new Partition()));
    }

    @Override
    public Optional<SnapshotLog> snapshots(int partition) {
        return Optional.of(
                new MemorySnapshots(
                        snapshots.computeIfAbsent(partition, p -> new MemorySnapshots.Kept())));
    }

    /** The snapshots of a partition, to be looked at and damaged. */
    public Map<String, byte[]> snapshotEntries(int partition) {
        return snapshots.computeIfAbsent(partition, p -> new MemorySnapshots.Kept()).entries();
    }

    /** What was committed to a partition, oldest first. */
    public List<EventRecord> records(int partition) {
        Partition log = partitions.computeIfAbsent(partition, p -> new Partition());
        synchronized (log) {
            return log.entries.stream().map(PartitionLog.Entry::record).toList();
        }
    }

    /** What was committed to other topics, oldest first. */
    public List<Outgoing> others() {
        synchronized (others) {
            return List.copyOf(others);
        }
    }

    /** Hands over what is and will be committed to other topics, in order. */
    void followOthers(Consumer<Outgoing> follower) {
        synchronized (others) {
            others.forEach(follower);
            otherFollowers.add(follower);
        }
    }

    /** Hands over what is and will be committed to a partition, in order. */
    void follow(int partition, Consumer<EventRecord> follower) {
        Partition log = partitions.computeIfAbsent(partition, p -> new Partition());
        synchronized (log) {
            log.entries.forEach(entry -> follower.accept(entry.record()));
            log.followers.add(follower);
        }
    }

    private final class MemoryLog implements PartitionLog {
        private final Partition partition;
        private long epoch;

        MemoryLog(Partition partition) {
            this.partition = partition;
        }

        @Override
        public void fence() {
            synchronized (partition) {
                epoch = partition.epoch.incrementAndGet();
            }
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public long end() {
            synchronized (partition) {
                return partition.entries.size();
            }
        }

        @Override
        public void read(long from, long until, Consumer<Entry> consumer) {
            for (long offset = from; offset < until; offset++) {
                Entry entry;
                synchronized (partition) {
                    entry = partition.entries.get(Math.toIntExact(offset));
                }
                consumer.accept(entry);
            }
        }

        @Override
        public long append(List<Outgoing> records) {
            awaitRelease();
            synchronized (partition) {
                if (epoch != partition.epoch.get()) {
                    throw new FencedException("a newer owner writes this partition");
                }
                long first = partition.entries.size();
                for (Outgoing record : records) {
                    if (record.topic().equals(topic)) {
                        EventRecord event =
                                EventRecord.parse(record.key(), record.headers(), record.value());
                        partition.entries.add(
                                new Entry(
                                        partition.entries.size(), record.timestampMillis(), event));
                        partition.followers.forEach(follower -> follower.accept(event));
                    } else {
                        synchronized (others) {
                            others.add(record);
                            otherFollowers.forEach(follower -> follower.accept(record));
                        }
                    }
                }
                partition.notifyAll();
                return first;
            }
        }

        @Override
        public void readBack(String other, Predicate<List<byte[]>> wantsMore) {
            List<byte[]> values =
                    others().stream()
                            .filter(record -> record.topic().equals(other))
                            .map(Outgoing::value)
                            .toList();
            boolean more = true;
            for (int end = values.size(); end > 0 && more; end -= BLOCK_RECORDS) {
                more = wantsMore.test(values.subList(Math.max(0, end - BLOCK_RECORDS), end));
            }
        }

        @Override
        public Tail tail(long from) {
            return new Tail() {
                private int next = Math.toIntExact(from);

                @Override
                public List<Entry> poll(Duration wait) {
                    synchronized (partition) {
                        if (next >= partition.entries.size()) {
                            awaitMore(wait);
                        }
                        int end = partition.entries.size();
                        List<Entry> came =
                                next < end
                                        ? List.copyOf(partition.entries.subList(next, end))
                                        : List.of();
                        next = Math.max(next, end);
                        return came;
                    }
                }

                @Override
                public void close() {}
            };
        }

        /** Once is enough: a caller that got nothing asks again. */
        private void awaitMore(Duration wait) {
            try {
                partition.wait(Math.max(1, wait.toMillis()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {}
    }
}
