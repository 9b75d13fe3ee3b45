package dev.weir.jobs;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.RuleActivated;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.log.RecordHash;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.features.rules.DefaultRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Plays an owner at jobs that run: writes payments of new books at a rate, a transaction each, and
 * prints the time from when each was due until its decision, and its account's view, could be read.
 * Not a test: it needs a platform of its own, since it writes beside the owners.
 *
 * <p>Arguments: BOOTSTRAP RATE SECONDS WARM_UP_SECONDS
 */
final class LatencyProbe {
    private static final int ACCOUNTS = 200;
    private static final int PARTITION = 1;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, String> hashes = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<String, Long> decidedNanos = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Long> toldNanos = new ConcurrentSkipListMap<>();
    private volatile boolean done;

    private LatencyProbe(String kafka) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", kafka,
                                "transactional.id", "latency-probe",
                                "linger.ms", "0"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
    }

    public static void main(String[] args) throws Exception {
        String kafka = args[0];
        int rate = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        int warmUpSeconds = Integer.parseInt(args[3]);
        LatencyProbe probe = new LatencyProbe(kafka);
        String book = "probe-" + System.nanoTime();
        Thread decisions = probe.reader(kafka, Topics.DECISIONS, book);
        Thread views = probe.reader(kafka, Topics.VIEWS, book);
        Ledger ledger = new Ledger();
        List<Message> control = new ArrayList<>();
        control.add(BookOpened.newBuilder().setBookId(book).setPartition(PARTITION).build());
        DefaultRules.genesis()
                .forEach(rule -> control.add(RuleActivated.newBuilder().setRule(rule).build()));
        probe.append(Topics.CONTROL_BOOK, Topics.CONTROL_PARTITION, control);
        List<Message> accounts = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(ledger.open("account-" + i));
        }
        probe.append(book, PARTITION, accounts);

        Map<String, Long> due = new HashMap<>();
        Map<Long, Long> dueBySequence = new HashMap<>();
        long start = System.nanoTime();
        int count = rate * (seconds + warmUpSeconds);
        for (int i = 0; i < count; i++) {
            long dueNanos = start + i * 1_000_000_000L / rate;
            while (System.nanoTime() < dueNanos) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
            String account = "account-" + i % ACCOUNTS;
            Message payment =
                    ledger.request(
                            book + i, account, 1_000 + i, control.size() - 1, DecisionMode.LIVE);
            if (i >= rate * warmUpSeconds) {
                due.put(book + i, dueNanos);
                dueBySequence.put(probe.sequences.get(book), dueNanos);
            }
            probe.append(book, PARTITION, List.of(payment));
        }
        long last = probe.sequences.get(book) - 1;
        long patience = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < patience
                && (probe.decidedNanos.size() < count || !probe.toldNanos.containsKey(last))) {
            LockSupport.parkNanos(10_000_000L);
        }
        probe.done = true;
        decisions.join();
        views.join();
        probe.producer.close();
        print("decision", due, probe.decidedNanos);
        // One progress record may tell of many events.
        Map<Long, Long> told = new HashMap<>();
        dueBySequence.keySet().stream()
                .filter(sequence -> probe.toldNanos.ceilingEntry(sequence) != null)
                .forEach(at -> told.put(at, probe.toldNanos.ceilingEntry(at).getValue()));
        print("progress", dueBySequence, told);
    }

    private void append(String book, int partition, List<Message> messages) {
        producer.beginTransaction();
        for (int i = 0; i < messages.size(); i++) {
            long sequence = sequences.merge(book, 1L, Long::sum) - 1;
            long now = Micros.of(Instant.now());
            EventRecord record =
                    new EventRecord(
                            book,
                            sequence,
                            book + sequence,
                            EventTypes.nameOf(messages.get(i)),
                            now,
                            now,
                            "",
                            hashes.getOrDefault(book, RecordHash.NONE),
                            i + 1,
                            messages.size(),
                            "",
                            "",
                            List.of(),
                            Map.of(),
                            messages.get(i).toByteArray());
            hashes.put(book, record.hash());
            ProducerRecord<byte[], byte[]> out =
                    new ProducerRecord<>(
                            Topics.EVENTS,
                            partition,
                            book.getBytes(StandardCharsets.UTF_8),
                            record.value());
            record.headers().forEach(h -> out.headers().add(h.getKey(), h.getValue()));
            producer.send(out);
        }
        producer.commitTransaction();
    }

    private Thread reader(String kafka, String topic, String book) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka, "fetch.max.wait.ms", "100"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(topic, PARTITION);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        return Thread.ofPlatform()
                .start(
                        () -> {
                            while (!done) {
                                for (ConsumerRecord<byte[], byte[]> record :
                                        consumer.poll(Duration.ofMillis(100))) {
                                    note(topic, book, record);
                                }
                            }
                            consumer.close();
                        });
    }

    private void note(String topic, String book, ConsumerRecord<byte[], byte[]> record) {
        long now = System.nanoTime();
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (topic.equals(Topics.DECISIONS)) {
            decidedNanos.putIfAbsent(key, now);
        } else if (key.equals(book + "/progress")) {
            try {
                toldNanos.putIfAbsent(
                        dev.weir.contract.views.v1.BookProgress.parseFrom(record.value())
                                .getSequence(),
                        now);
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static <K> void print(String what, Map<K, Long> due, Map<K, Long> seen) {
        long[] micros =
                due.entrySet().stream()
                        .filter(entry -> seen.containsKey(entry.getKey()))
                        .mapToLong(e -> (seen.get(e.getKey()) - e.getValue()) / 1_000)
                        .sorted()
                        .toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %d of %d seen, p50 %.1f p90 %.1f p99 %.1f p99.9 %.1f max %.1f ms%n",
                what,
                micros.length,
                due.size(),
                at(micros, 0.5),
                at(micros, 0.9),
                at(micros, 0.99),
                at(micros, 0.999),
                at(micros, 1));
    }

    private static double at(long[] micros, double share) {
        return micros.length == 0
                ? Double.NaN
                : Arrays.stream(micros)
                                .skip(Math.min(micros.length - 1L, (long) (micros.length * share)))
                                .findFirst()
                                .orElseThrow()
                        / 1_000.0;
    }
}
