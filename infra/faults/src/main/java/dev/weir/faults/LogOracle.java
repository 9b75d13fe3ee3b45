package dev.weir.faults;

import dev.weir.contract.Topics;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.log.EventRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Compares the journal of the clients with what stands in the log. */
final class LogOracle {
    private static final int NOTES_MAX = 10;
    private static final long SILENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /**
     * @param lost acknowledged commands that do not stand in the log, or not as the answer said
     * @param doubled commands that stand in it more than once
     * @param unasked commands in it that no client sent
     * @param notes the first of all these
     */
    record Verdict(long commands, long lost, long doubled, long unasked, List<String> notes) {
        boolean isClean() {
            return lost == 0 && doubled == 0 && unasked == 0;
        }
    }

    private final Journal journal;
    private final Set<String> found = new HashSet<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private long lost;
    private long doubled;
    private long unasked;

    private LogOracle(Journal journal) {
        this.journal = journal;
        journal.entries()
                .forEach(
                        (key, entry) -> {
                            if (entry.answer() != null) {
                                answers.put(key, entry.answer());
                            }
                        });
    }

    /** The clients have ended. */
    static Verdict compare(String bootstrap, Journal journal) throws IOException {
        LogOracle oracle = new LogOracle(journal);
        read(bootstrap, oracle::next);
        return oracle.verdict();
    }

    private void next(EventRecord record) {
        // what the platform does of its own accord has no key
        if (record.key().isEmpty() || record.runIndex() < record.runLength()) {
            return;
        }
        boolean sent = journal.entries().containsKey(record.key());
        if (!sent && !journal.books().contains(record.book())) {
            return;
        }
        if (!found.add(record.key())) {
            doubled++;
            note(record.key() + " stands in the log again at " + position(record));
            return;
        }
        if (!sent) {
            unasked++;
            note(record.key() + " at " + position(record) + " was never sent");
            return;
        }
        Answer answer = answers.remove(record.key());
        if (answer != null && !says(record, answer)) {
            lost++;
            note(record.key() + " was answered " + answer + ", in the log is " + record);
        }
    }

    private static boolean says(EventRecord record, Answer answer) {
        if (!record.type().equals(CommandRefused.getDescriptor().getFullName())) {
            return answer.position().equals(position(record))
                    && answer.hash().equals(record.hash());
        }
        try {
            CommandRefused refused = CommandRefused.parseFrom(record.value());
            return answer.equals(Answer.refused(refused.getCode(), refused.getParametersMap()));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            return false;
        }
    }

    private Verdict verdict() {
        answers.forEach((key, answer) -> note(key + " is not in the log, answered " + answer));
        return new Verdict(
                journal.sentCount(), lost + answers.size(), doubled, unasked, List.copyOf(notes));
    }

    private void note(String line) {
        if (notes.size() < NOTES_MAX) {
            notes.add(line);
        }
    }

    private static String position(EventRecord record) {
        return record.book() + ":" + record.sequence();
    }

    private static void read(String bootstrap, Consumer<EventRecord> records) throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, "read_committed")) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = settledEnds(consumer, bootstrap, partitions);
            long heard = System.nanoTime();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(500))) {
                    heard = System.nanoTime();
                    records.accept(parse(record));
                }
                if (System.nanoTime() - heard > SILENCE_NANOS) {
                    throw new IllegalStateException("the log cannot be read to its end: " + ends);
                }
            }
        }
    }

    /** Where the log ends: nobody writes any more, so all that is written has to be committed. */
    private static Map<TopicPartition, Long> settledEnds(
            KafkaConsumer<byte[], byte[]> consumer,
            String bootstrap,
            List<TopicPartition> partitions) {
        long deadline = System.nanoTime() + SILENCE_NANOS;
        try (KafkaConsumer<byte[], byte[]> raw = consumer(bootstrap, "read_uncommitted")) {
            while (true) {
                Map<TopicPartition, Long> committed = consumer.endOffsets(partitions);
                Map<TopicPartition, Long> written = raw.endOffsets(partitions);
                if (written.equals(committed)) {
                    return committed;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "a transaction is open that nobody ends: committed to "
                                    + committed
                                    + ", written to "
                                    + written);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(Topics.EVENTS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        isolation,
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static EventRecord parse(ConsumerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, byte[]>> headers = new ArrayList<>();
        record.headers()
                .forEach(each -> headers.add(new SimpleImmutableEntry<>(each.key(), each.value())));
        return EventRecord.parse(record.key(), headers, record.value());
    }
}
