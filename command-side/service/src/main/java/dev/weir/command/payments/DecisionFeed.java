package dev.weir.command.payments;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.decisions.v1.ShadowDecision;
import dev.weir.contract.log.EventHeaders;
import dev.weir.eventstore.KafkaDeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads weir.decisions for the partitions that this node serves, from behind the last decision that
 * the log holds. A record whose application failed is read again, since applying is idempotent;
 * there is no offset to commit but the one inside the events.
 */
final class DecisionFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final String TIMES_HEADER = "weir-times";
    private static final String BOOK_HEADER = "weir-book";
    private static final byte[] SHADOW =
            ShadowDecision.getDescriptor().getFullName().getBytes(StandardCharsets.UTF_8);

    /** Who sets aside, in a letter's id. */
    private static final String CONSUMER = "decisions";

    /** Decisions handed in and not durable yet; a few commits' worth. */
    private static final int UNDER_WAY_MAX = 2_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaDeadLetters deadLetters;
    private final Sink sink;
    private final CommandMetrics metrics;
    private final ConcurrentLinkedQueue<Start> starts = new ConcurrentLinkedQueue<>();
    private final Set<Integer> stops = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Long> retryFrom = new ConcurrentHashMap<>();
    private final Map<Integer, Long> drainUntil = new HashMap<>();
    private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
    private final Thread thread;
    private volatile boolean closed;

    /** Where decisions go; futures fail when they are to be read again. */
    interface Sink {
        CompletableFuture<Void> apply(
                int partition, Decision decision, DecisionTimes times, long offset);

        /** All decisions that were there when the partition was started have been handed in. */
        void drained(int partition);
    }

    private record Start(int partition, long offset) {}

    DecisionFeed(DecisionInput input, Sink sink, CommandMetrics metrics) {
        this.consumer = input.consumer();
        this.deadLetters = input.deadLetters();
        this.sink = sink;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().daemon().name("weir-decisions").start(this::run);
    }

    /** Reads the partition from an offset on, wherever it stood before; from any thread. */
    void start(int partition, long offset) {
        stops.remove(partition);
        starts.add(new Start(partition, offset));
        consumer.wakeup();
    }

    /** Ceases to read a partition that is not this node's any more; from any thread. */
    void stop(int partition) {
        starts.removeIf(start -> start.partition() == partition);
        stops.add(partition);
        consumer.wakeup();
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                end();
                begin();
                retry();
                if (consumer.assignment().isEmpty()) {
                    pause(RETRY);
                    continue;
                }
                for (ConsumerRecord<byte[], byte[]> decision : consumer.poll(POLL)) {
                    hand(decision);
                }
                reportDrained();
            } catch (WakeupException e) {
                LOG.trace("woken up");
            } catch (InterruptException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.warn("decisions can't be read, trying again: {}", e.toString());
                pause(RETRY);
            }
        }
        deadLetters.close();
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(RETRY));
    }

    private void end() {
        for (Integer number : List.copyOf(stops)) {
            var assignment = new HashSet<>(consumer.assignment());
            assignment.remove(new TopicPartition(Topics.DECISIONS, number));
            consumer.assign(assignment);
            retryFrom.remove(number);
            drainUntil.remove(number);
            stops.remove(number);
        }
    }

    private void begin() {
        for (Start start = starts.peek(); start != null; start = starts.peek()) {
            TopicPartition partition = new TopicPartition(Topics.DECISIONS, start.partition());
            var assignment = new HashSet<>(consumer.assignment());
            assignment.add(partition);
            consumer.assign(assignment);
            long first = consumer.beginningOffsets(List.of(partition)).get(partition);
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            consumer.seek(partition, Math.clamp(start.offset(), first, Math.max(first, end)));
            retryFrom.remove(start.partition());
            drainUntil.put(start.partition(), end);
            starts.remove(start);
        }
    }

    private void retry() {
        if (retryFrom.isEmpty()) {
            return;
        }
        pause(RETRY);
        for (Integer partition : List.copyOf(retryFrom.keySet())) {
            Long offset = retryFrom.remove(partition);
            TopicPartition decisions = new TopicPartition(Topics.DECISIONS, partition);
            if (offset != null && consumer.assignment().contains(decisions)) {
                consumer.seek(decisions, offset);
            }
        }
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) {
        Long again = retryFrom.get(record.partition());
        if (again != null && again <= record.offset()) {
            return;
        }
        if (isShadow(record)) {
            return;
        }
        Decision decision;
        DecisionTimes times;
        try {
            decision = Decision.parseFrom(record.value());
            Header header = record.headers().lastHeader(TIMES_HEADER);
            times =
                    header == null
                            ? DecisionTimes.getDefaultInstance()
                            : DecisionTimes.parseFrom(header.value());
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            setAside(record, e.toString());
            return;
        }
        underWay.acquireUninterruptibly();
        sink.apply(record.partition(), decision, times, record.offset())
                .whenComplete(
                        (done, failure) -> {
                            underWay.release();
                            if (failure != null) {
                                retryFrom.merge(record.partition(), record.offset(), Math::min);
                            }
                        });
    }

    /** What did not count is for those who look at rules and models. */
    private static boolean isShadow(ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader(EventHeaders.TYPE);
        return type != null && Arrays.equals(type.value(), SHADOW);
    }

    /** Its payment gets the fallback in time; the feed goes on once the letter is durable. */
    private void setAside(ConsumerRecord<byte[], byte[]> record, String error) {
        metrics.unusableDecision("malformed");
        LOG.error(
                "{}-{} offset {} holds no decision: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                error);
        Header book = record.headers().lastHeader(BOOK_HEADER);
        try {
            deadLetters.setAside(
                    CONSUMER,
                    book == null || book.value() == null
                            ? ""
                            : new String(book.value(), StandardCharsets.UTF_8),
                    record,
                    error);
        } catch (IllegalStateException e) {
            LOG.warn("the record is read again: {}", e.toString());
            retryFrom.merge(record.partition(), record.offset(), Math::min);
        }
    }

    private void reportDrained() {
        for (Integer partition : List.copyOf(drainUntil.keySet())) {
            long position = consumer.position(new TopicPartition(Topics.DECISIONS, partition));
            if (position >= drainUntil.get(partition) && !retryFrom.containsKey(partition)) {
                drainUntil.remove(partition);
                sink.drained(partition);
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
