package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.PartitionOwner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A partition on Kafka. The transactional id is fixed per partition, so that {@code
 * initTransactions} of a new owner fences the old one.
 */
final class KafkaPartitionLog implements PartitionLog {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /** A replay that gets nothing for so long has lost its broker. */
    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    /** A block that is read back; the second is twice as large, and so on to the largest. */
    private static final long BLOCK_OFFSETS_FIRST = 2_000;

    /** About 20 MB of checkpoints. */
    private static final long BLOCK_OFFSETS_MAX = 64_000;

    private final KafkaSettings settings;
    private final int partition;
    private final TopicPartition events;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Offset that the log has reached for certain; see {@link #sound}. */
    private long soundedEvents = -1;

    private long epoch;

    KafkaPartitionLog(KafkaSettings settings, int partition) {
        this.settings = settings;
        this.partition = partition;
        this.events = new TopicPartition(settings.topics().events(), partition);
        this.producer = new KafkaProducer<>(settings.producer(partition));
    }

    @Override
    public void fence() {
        RecordMetadata soundedOwners;
        try {
            producer.initTransactions();
            soundedOwners = sound();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new FencedException(events + " is being fenced by another owner", e);
        }
        epoch = lastEpoch(soundedOwners) + 1;
    }

    /**
     * Finds out how far the log goes at least. A broker that was frozen believes for a moment after
     * it wakes up that it still leads, and names an end that others have long passed; an owner that
     * takes over just then would write on from there. A write, though, is acknowledged by the true
     * leader alone. It is aborted: nobody ever reads it.
     *
     * @return where the record in the topic of owners lies
     */
    private RecordMetadata sound() {
        producer.beginTransaction();
        Future<RecordMetadata> inEvents =
                producer.send(
                        new ProducerRecord<>(
                                events.topic(), events.partition(), ownKey(), new byte[0]));
        Future<RecordMetadata> inOwners =
                producer.send(
                        new ProducerRecord<>(settings.topics().owners(), ownKey(), new byte[0]));
        producer.flush();
        requireSent(List.of(inEvents, inOwners));
        producer.abortTransaction();
        soundedEvents = inEvents.resultNow().offset();
        return inOwners.resultNow();
    }

    /** As in the records of owners: those of one partition lie in one place. */
    private byte[] ownKey() {
        return Integer.toString(partition).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    /**
     * A commit is acknowledged before its markers are written, so for a moment the committed end
     * may lie before the last record. After the fence nothing can be open for long.
     */
    @Override
    public long end() {
        long deadline = System.nanoTime() + SILENCE_NANOS;
        try (KafkaConsumer<byte[], byte[]> uncommitted = consumer("read_uncommitted");
                KafkaConsumer<byte[], byte[]> committed = consumer("read_committed")) {
            while (true) {
                long written = uncommitted.endOffsets(List.of(events)).get(events);
                long end = committed.endOffsets(List.of(events)).get(events);
                if (end == written && end > soundedEvents) {
                    return end;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            events
                                    + ": committed to "
                                    + end
                                    + ", written to "
                                    + Math.max(written, soundedEvents + 1)
                                    + ": a transaction is open that nobody ends. If this stays,"
                                    + " Kafka has lost its marker: find it with"
                                    + " `kafka-transactions.sh find-hanging` and ask before it is"
                                    + " aborted, as it may have been acknowledged");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    @Override
    public void read(long from, long until, Consumer<Entry> consumer) {
        readAll(
                "read_committed",
                Map.of(events, from),
                Map.of(events, until),
                r -> consumer.accept(KafkaReader.entry(r)));
    }

    @Override
    public long append(List<Outgoing> records) {
        try {
            return commit(records);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new FencedException(events + " has a newer owner", e);
        }
    }

    private long commit(List<Outgoing> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        Future<RecordMetadata> first = null;
        try {
            producer.beginTransaction();
            for (Outgoing record : records) {
                sent.add(producer.send(toKafka(record)));
                if (first == null && record.topic().equals(events.topic())) {
                    first = sent.getLast();
                }
            }
            producer.flush();
            requireSent(sent);
        } catch (AbortableException notSent) {
            // The commit was not asked for, so an abort that succeeds settles it.
            producer.abortTransaction();
            throw new AbortedException(events + ": a group was aborted", notSent.getCause());
        }
        try {
            producer.commitTransaction();
        } catch (TransactionAbortableException refused) {
            producer.abortTransaction();
            throw new AbortedException(events + ": a group was aborted", refused);
        }
        return first == null ? -1 : offset(first);
    }

    /** A record was refused before the commit, and the producer is none the worse. */
    private static final class AbortableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbortableException(Throwable cause) {
            super(cause);
        }
    }

    /** After a timeout the producer must not go on: what it sent may still arrive. */
    private static void requireSent(List<Future<RecordMetadata>> sent) {
        for (Future<RecordMetadata> each : sent) {
            try {
                each.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while sending", e);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof ProducerFencedException
                        || cause instanceof InvalidProducerEpochException
                        || cause instanceof TimeoutException) {
                    throw (KafkaException) cause;
                }
                throw new AbortableException(cause);
            }
        }
    }

    @Override
    public Tail tail(long from) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer());
        consumer.assign(List.of(events));
        consumer.seek(events, from);
        return new Tail() {
            @Override
            public List<Entry> poll(Duration wait) {
                List<Entry> entries = new ArrayList<>();
                consumer.poll(wait).forEach(record -> entries.add(KafkaReader.entry(record)));
                return entries;
            }

            @Override
            public void close() {
                consumer.close();
            }
        };
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }

    /**
     * The epoch of the last owner. After the fence nobody else writes this partition's key, so the
     * number cannot be given twice. What was aborted counts, too: that leaves a number out at most,
     * and another partition's open transaction, behind which ours may stand, is not waited for.
     *
     * @param until where the topic had got to after the fence
     */
    private long lastEpoch(RecordMetadata until) {
        long[] last = {0};
        readBack(
                Map.of(new TopicPartition(until.topic(), until.partition()), until.offset()),
                "read_uncommitted",
                block -> {
                    block.forEach(record -> last[0] = Math.max(last[0], epochOf(record)));
                    return last[0] == 0;
                });
        return last[0];
    }

    @Override
    public void readBack(String topic, Predicate<List<byte[]>> wantsMore) {
        // Up to what is written now, waiting until it is committed: behind an open transaction of
        // another partition's owner there may be records of our own.
        Map<TopicPartition, Long> ends;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            List<TopicPartition> all = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                all.add(new TopicPartition(info.topic(), info.partition()));
            }
            ends = consumer.endOffsets(all);
        }
        readBack(
                ends,
                "read_committed",
                block -> wantsMore.test(block.stream().map(ConsumerRecord::value).toList()));
    }

    /** In growing blocks from the ends to the beginnings, until no more is wanted. */
    private void readBack(
            Map<TopicPartition, Long> until,
            String isolation,
            Predicate<List<ConsumerRecord<byte[], byte[]>>> wantsMore) {
        Map<TopicPartition, Long> begins;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            begins = consumer.beginningOffsets(until.keySet());
        }
        Map<TopicPartition, Long> ends = until;
        long offsets = BLOCK_OFFSETS_FIRST;
        boolean more = true;
        while (more && !begins.equals(ends)) {
            Map<TopicPartition, Long> from = new HashMap<>();
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                from.put(
                        end.getKey(), Math.max(begins.get(end.getKey()), end.getValue() - offsets));
            }
            List<ConsumerRecord<byte[], byte[]>> block = new ArrayList<>();
            readAll(isolation, from, ends, block::add);
            more = wantsMore.test(block);
            ends = from;
            offsets = Math.min(2 * offsets, BLOCK_OFFSETS_MAX);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(settings.bounded(isolation));
    }

    private long epochOf(ConsumerRecord<byte[], byte[]> record) {
        try {
            PartitionOwner owner = PartitionOwner.parseFrom(record.value());
            return owner.getPartition() == partition ? owner.getEpoch() : 0;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    settings.topics().owners() + " holds something else than owners", e);
        }
    }

    private void readAll(
            String isolation,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            consumer.assign(begins.keySet());
            begins.forEach(consumer::seek);
            long heard = System.nanoTime();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    heard = System.nanoTime();
                    if (record.offset()
                            < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        each.accept(record);
                    }
                }
                if (System.nanoTime() - heard > SILENCE_NANOS) {
                    throw new IllegalStateException("no answer while reading " + ends);
                }
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> toKafka(Outgoing record) {
        List<Header> headers = new ArrayList<>(record.headers().size());
        record.headers().forEach(h -> headers.add(new RecordHeader(h.getKey(), h.getValue())));
        return new ProducerRecord<>(
                record.topic(),
                record.partition() < 0 ? null : record.partition(),
                record.timestampMillis(),
                record.key(),
                record.value(),
                headers);
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a committed record has no offset", e);
        }
    }
}
