package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;

/**
 * Writes records one a transaction through an owner, on topics of its own, and reads all of them
 * back. Kafka raises the producer's epoch with every transaction; at 32,767 the coordinator hands
 * out another producer id, so 70,000 transactions cross that border twice.
 */
final class EpochRun {
    private static final String BOOK = "epochs";
    private static final int RECORDS_PER_LOOK = 1_000;
    private static final long ANSWER_SECONDS = 60;
    private static final long ASK_AGAIN_NANOS = 5_000_000L;

    private final KafkaSettings kafka;
    private final Set<Long> producerIds = new HashSet<>();
    private int askedAgain;

    EpochRun(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * What came of it.
     *
     * @param read records read back, of which every one had the payload, sequence and previous hash
     *     that it should have up to {@code firstWrong}
     * @param firstWrong what was wrong first, or empty
     * @param producerIds ids under which the broker knew the partition's writer; one more than
     *     borders crossed
     * @param askedAgain appends whose outcome the owner could not tell
     */
    record Report(
            int written,
            int read,
            String firstWrong,
            int producerIds,
            long takeovers,
            long secondTries,
            int askedAgain,
            double seconds) {

        boolean isSound() {
            return firstWrong.isEmpty() && read == written;
        }
    }

    /** Writes and reads {@code transactions} records. */
    Report run(int transactions) throws InterruptedException {
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                "epochs", BookResolver.constant(BOOK), book -> OptionalInt.of(0))
                        .withPayloads(new Text());
        long start = System.nanoTime();
        OwnerMetrics metrics;
        try (EventStoreNode node = EventStores.onKafka(kafka, 1, settings)) {
            node.start();
            for (int i = 0; i < transactions; i++) {
                write(node, i);
                if (i % RECORDS_PER_LOOK == 0 || i == transactions - 1) {
                    lookAtProducer();
                }
            }
            metrics = node.metrics(0);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Reading reading = new Reading();
        try (PartitionLog log = new KafkaPartitionLog(kafka, 0)) {
            log.read(0, log.end(), reading::next);
        }
        return new Report(
                transactions,
                reading.read,
                reading.wrong,
                producerIds.size(),
                metrics.takeovers(),
                metrics.secondTries(),
                askedAgain,
                seconds);
    }

    private void write(EventStoreNode node, int number) throws InterruptedException {
        while (true) {
            awaitReady(node);
            try {
                if (node.position(BOOK).sequence() < number) {
                    append(node.engine(), Integer.toString(number))
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
                }
                return;
            } catch (ExecutionException | TimeoutException | NotServingException e) {
                // The next owner's state says whether it was written.
                askedAgain++;
            }
        }
    }

    private static void awaitReady(EventStoreNode node) throws InterruptedException {
        while (!node.ready()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
        }
    }

    private static CompletableFuture<ConsistencyMarker> append(
            EventStorageEngine engine, String text) {
        GenericEventMessage message =
                new GenericEventMessage(
                        "id-" + text, new MessageType("Counted"), text, Map.of(), Instant.now());
        return engine.appendEvents(
                        AppendCondition.none(),
                        null,
                        List.of(new GenericTaggedEventMessage<>(message, Set.of())))
                .thenCompose(EpochRun::finish);
    }

    @SuppressWarnings("unchecked")
    private static CompletableFuture<ConsistencyMarker> finish(AppendTransaction<?> transaction) {
        AppendTransaction<Object> typed = (AppendTransaction<Object>) transaction;
        return typed.commit(null).thenCompose(result -> typed.afterCommit(result, null));
    }

    private void lookAtProducer() throws InterruptedException {
        TopicPartition events = new TopicPartition(kafka.topics().events(), 0);
        try (Admin admin = Admin.create(kafka.common())) {
            admin
                    .describeProducers(List.of(events))
                    .partitionResult(events)
                    .get()
                    .activeProducers()
                    .stream()
                    .map(ProducerState::producerId)
                    .forEach(producerIds::add);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell who writes " + events, e);
        }
    }

    /** Deletes the topics of the run. */
    void deleteTopics() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.common())) {
            admin.deleteTopics(
                            List.of(
                                    kafka.topics().events(),
                                    kafka.topics().books(),
                                    kafka.topics().owners()))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics of the run cannot be deleted", e);
        }
    }

    /** The records in log order against what was written. */
    private static final class Reading {
        private int read;
        private String hash = RecordHash.NONE;
        private String wrong = "";

        void next(PartitionLog.Entry entry) {
            EventRecord record = entry.record();
            String payload = new String(record.value(), StandardCharsets.UTF_8);
            boolean right =
                    record.sequence() == read
                            && payload.equals(Integer.toString(read))
                            && record.previousHash().equals(hash);
            if (!right && wrong.isEmpty()) {
                wrong =
                        "offset %d: sequence %d, payload %s where %d was due"
                                .formatted(entry.offset(), record.sequence(), payload, read);
            }
            read++;
            hash = record.hash();
        }
    }

    private static final class Text implements EventPayloads {
        @Override
        public byte[] toBytes(String type, Object payload) {
            return payload.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object fromBytes(String type, byte[] value) {
            return new String(value, StandardCharsets.UTF_8);
        }
    }
}
