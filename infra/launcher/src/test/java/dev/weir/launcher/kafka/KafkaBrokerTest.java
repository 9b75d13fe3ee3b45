package dev.weir.launcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker in a process of its own, that can be killed. */
class KafkaBrokerTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final Duration RETURN = Duration.ofSeconds(90);

    @TempDir private Path data;

    @Test
    void aTransactionThatWasOpenWhenTheBrokerWasKilledIsEndedAndHoldsNobodyUp() throws Exception {
        int port = freePort();
        String bootstrap = "127.0.0.1:" + port;
        Process first = broker(port);
        Process second = null;
        try {
            createTopic(bootstrap);
            try (KafkaProducer<String, String> producer = producer(bootstrap)) {
                producer.initTransactions();
                write(producer, "committed");
                producer.commitTransaction();
                write(producer, "open");
                kill(first);
                second = broker(port);
            }
            try (KafkaProducer<String, String> heir = producer(bootstrap)) {
                initTransactions(heir);
                write(heir, "of the heir");
                heir.commitTransaction();
            }

            assertThat(read(bootstrap)).containsExactly("committed", "of the heir");
        } finally {
            kill(first);
            if (second != null) {
                kill(second);
            }
        }
    }

    private Process broker(int port) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        KafkaMain.class.getName(),
                        data.resolve("kafka").toString(),
                        Integer.toString(port),
                        Integer.toString(freePort()))
                .inheritIO()
                .start();
    }

    private static void kill(Process broker) throws InterruptedException {
        broker.destroyForcibly();
        assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void createTopic(String bootstrap) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "default.api.timeout.ms",
                                (int) RETURN.toMillis()))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
        }
    }

    private static KafkaProducer<String, String> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "transactional.id", "writer",
                        "transaction.timeout.ms", 10_000,
                        "delivery.timeout.ms", 9_000,
                        "request.timeout.ms", 5_000,
                        "max.block.ms", 10_000),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Asks until the broker is back. */
    private static void initTransactions(KafkaProducer<String, String> producer) {
        long deadline = System.nanoTime() + RETURN.toNanos();
        while (true) {
            try {
                producer.initTransactions();
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private static void write(KafkaProducer<String, String> producer, String value)
            throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(PARTITION.topic(), "key", value)).get();
    }

    /** What a reader of committed records sees. */
    private static List<String> read(String bootstrap) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (values.size() < 2 && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
            }
        }
        return values;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
