package dev.weir.command.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.command.support.TestBroker;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.WebhookTopic;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentApproved;
import dev.weir.contract.queries.v1.DeliveryAttempt;
import dev.weir.contract.queries.v1.DeliveryState;
import dev.weir.contract.queries.v1.ReplayReply;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.WebhookDelivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the log to receivers, through a real broker and real HTTP. */
class WebhookDeliveryTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Duration REQUEST_LIMIT = Duration.ofMillis(1_500);
    private static final WebhookSecrets SECRETS = WebhookSecrets.of("a key of the tests");

    private static String kafka;
    private static HandLog log;

    private Webhooks webhooks;
    private String book;
    private String subscription;

    @BeforeAll
    static void prepare() throws Exception {
        kafka = TestBroker.another().address();
        log = new HandLog(kafka);
    }

    @AfterAll
    static void end() {
        log.close();
    }

    @BeforeEach
    void start() {
        book = "b" + UUID.randomUUID().toString().substring(0, 8);
        subscription = "s-" + book;
        webhooks = node(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        webhooks.close();
    }

    @Test
    void anAlertIsToldToWhomItConcernsWithASignatureThatHolds() throws Exception {
        try (Receiver mine = new Receiver(call -> 200);
                Receiver others = new Receiver(call -> 204)) {
            log.alert(book, "before");
            log.subscribe(subscription, mine.url(), 3, WebhookTopic.ALERTS, book);
            log.subscribe("d" + subscription, others.url(), 3, WebhookTopic.DECISIONS, book);
            log.subscribe("o" + subscription, others.url(), 3, WebhookTopic.ALERTS, "other");
            long sequence = log.alert(book, "p1");

            Receiver.Call call = mine.await(1).getFirst();

            assertThat(call.id()).isEqualTo(subscription + "/" + book + "/" + sequence);
            assertThat(call.isSignedBy(SECRETS.ofSubscription(subscription))).isTrue();
            assertThat(call.isSignedBy(SECRETS.ofSubscription("another"))).isFalse();
            assertThat(Long.parseLong(call.header("weir-webhook-time")))
                    .isBetween(Instant.now().getEpochSecond() - 30, Instant.now().getEpochSecond());
            assertThat(call.header("weir-webhook-kind")).isEqualTo("alert.raised");
            assertThat(call.header("weir-webhook-attempt")).isEqualTo("1");
            assertThat(call.json().get("id").getAsString()).isEqualTo(call.id());
            assertThat(call.json().getAsJsonObject("data").get("payment_id").getAsString())
                    .isEqualTo("p1");
            log.alert(book, "p2");
            mine.await(2);
            assertThat(others.calls()).isEmpty();
            assertThat(mine.calls()).hasSize(2);
        }
    }

    @Test
    void aDecisionIsToldWithoutItsVectorAndHistoryIsNot() throws Exception {
        try (Receiver receiver = new Receiver(call -> 200)) {
            log.subscribe(subscription, receiver.url(), 3, WebhookTopic.DECISIONS, book);
            log.append(
                    book,
                    PaymentApproved.newBuilder()
                            .setPaymentId("old")
                            .setBasis(DecisionBasis.IMPORTED)
                            .build());
            log.append(
                    book,
                    PaymentApproved.newBuilder()
                            .setPaymentId("p")
                            .setBasis(DecisionBasis.DECIDE_JOB)
                            .setDecision(
                                    Decision.newBuilder()
                                            .setScoreMilli(7)
                                            .setFeatures(
                                                    FeatureVector.newBuilder()
                                                            .setFeatureSet("payments@2")))
                            .build());

            Receiver.Call call = receiver.await(1).getFirst();

            assertThat(call.header("weir-webhook-kind")).isEqualTo("payment.approved");
            assertThat(call.body()).contains("\"score_milli\":7").doesNotContain("features");
            assertThat(receiver.calls()).hasSize(1);
        }
    }

    @Test
    void aReceiverThatFailsTwiceIsTriedUntilItTakesIt() throws Exception {
        try (Receiver receiver = new Receiver(call -> call <= 2 ? 500 : 200)) {
            log.subscribe(subscription, receiver.url(), 5, WebhookTopic.ALERTS, book);
            log.alert(book, "p");

            List<Receiver.Call> calls = receiver.await(3);

            assertThat(receiver.ids()).hasSize(3).containsOnly(calls.getFirst().id());
            assertThat(calls).extracting(Receiver.Call::body).containsOnly(calls.get(0).body());
            assertThat(calls)
                    .extracting(call -> call.header("weir-webhook-attempt"))
                    .containsExactly("1", "2", "3");
            // the second wait is six times the first, each with a fifth of chance
            assertThat(calls.get(1).nanos() - calls.get(0).nanos())
                    .isGreaterThan(Duration.ofMillis(80).toNanos());
            assertThat(calls.get(2).nanos() - calls.get(1).nanos())
                    .isGreaterThan(Duration.ofMillis(480).toNanos());
            await().atMost(SOON).until(() -> attempts().size() == 3);
            assertThat(attempts())
                    .extracting(DeliveryAttempt::getState)
                    .containsExactly(
                            DeliveryState.DELIVERED, DeliveryState.WAITING, DeliveryState.WAITING);
            assertThat(attempts().getLast().getError()).isEqualTo("HTTP 500");
            assertThat(attempts().getLast().getNextMicros()).isPositive();
        }
    }

    @Test
    void aDeadReceiverIsGivenUpAfterItsAttemptsAndARetryOfTheLetterDelivers() throws Exception {
        try (Receiver receiver = new Receiver(call -> 503)) {
            log.subscribe(subscription, receiver.url(), 2, WebhookTopic.ALERTS, book);
            long sequence = log.alert(book, "p");
            await().atMost(SOON).until(() -> log.letters(book).size() == 1);
            DeadLetter letter = log.letters(book).getFirst();

            assertThat(letter.getConsumer()).isEqualTo("webhooks");
            assertThat(letter.getTopic()).isEqualTo(Topics.WEBHOOKS);
            assertThat(letter.getAttempts()).isEqualTo(2);
            assertThat(letter.getError()).contains(subscription, "HTTP 503");
            assertThat(receiver.calls()).hasSize(2);

            receiver.answers(call -> call == 3 ? 503 : 200);
            log.retry(letter);
            List<Receiver.Call> calls = receiver.await(4);

            assertThat(calls.getLast().id()).isEqualTo(subscription + "/" + book + "/" + sequence);
            assertThat(calls.getLast().header("weir-webhook-attempt")).isEqualTo("4");
            await().atMost(SOON)
                    .until(() -> attempts().getFirst().getState() == DeliveryState.DELIVERED);
            assertThat(attempts().get(2).getState()).isEqualTo(DeliveryState.DEAD);
            assertThat(log.letters(book)).hasSize(1);
        }
    }

    @Test
    void aRecordThatHoldsNoDeliveryBecomesALetterAndTheOthersGoOn() throws Exception {
        try (Receiver receiver = new Receiver(call -> 200)) {
            int before = log.letters("").size();
            log.subscribe(subscription, receiver.url(), 2, WebhookTopic.ALERTS, book);
            log.alert(book, "first");
            receiver.await(1);
            log.poison(book);
            log.alert(book, "second");

            receiver.await(2);

            await().atMost(SOON).until(() -> log.letters("").size() == before + 1);
            assertThat(log.letters("").getLast().getError()).startsWith("no delivery");
        }
    }

    @Test
    void aSlowReceiverDoesNotHoldUpAFastOne() throws Exception {
        try (Receiver slow = new Receiver(call -> Receiver.NEVER);
                Receiver fast = new Receiver(call -> 200)) {
            log.subscribe(subscription, slow.url(), 20, WebhookTopic.ALERTS, book);
            log.subscribe("f" + subscription, fast.url(), 3, WebhookTopic.ALERTS, book);
            int alerts = 40;
            long begin = System.nanoTime();
            for (int i = 0; i < alerts; i++) {
                log.alert(book, "p" + i);
            }

            fast.await(alerts);

            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            // one after the other behind the slow one they would take 40 times its limit
            assertThat(took).isLessThan(REQUEST_LIMIT.multipliedBy(6));
            assertThat(slow.calls()).isNotEmpty().hasSizeLessThan(alerts);
            assertThat(Set.copyOf(fast.ids())).hasSize(alerts);
            log.unsubscribe(subscription);
        }
    }

    @Test
    void aSubscriptionThatEndedIsToldNoMoreNotEvenWhatWaits() throws Exception {
        try (Receiver ended = new Receiver(call -> 500);
                Receiver witness = new Receiver(call -> 200)) {
            log.subscribe(subscription, ended.url(), 20, WebhookTopic.ALERTS, book);
            log.subscribe("w" + subscription, witness.url(), 3, WebhookTopic.ALERTS, book);
            log.alert(book, "p1");
            ended.await(1);
            log.unsubscribe(subscription);
            await().atMost(SOON).until(() -> !webhooks.isActive(subscription));
            int calls = ended.calls().size();
            log.alert(book, "p2");
            witness.await(2);
            // longer than the first wait, after which it would have been tried again
            Thread.sleep(1_500);

            assertThat(ended.calls().size()).isLessThanOrEqualTo(calls + 1);
            assertThat(ended.calls())
                    .allSatisfy(call -> assertThat(call.body()).contains("\"p1\""));
            assertThat(log.letters(book)).isEmpty();
        }
    }

    @Test
    void aReplayTellsAgainUnderTheSameIds() throws Exception {
        try (Receiver receiver = new Receiver(call -> 200)) {
            log.subscribe(subscription, receiver.url(), 3, WebhookTopic.ALERTS, book);
            log.alert(book, "p1");
            Thread.sleep(5);
            long between = Micros.of(Instant.now());
            log.alert(book, "p2");
            log.alert(book, "p3");
            Set<String> first = Set.copyOf(idsOf(receiver.await(3)));

            assertThat(replay(between, Set.of()).getQueued()).isEqualTo(2);
            receiver.await(5);
            String one = subscription + "/" + book + "/0";
            assertThat(replay(Long.MIN_VALUE, Set.of(one)).getQueued()).isEqualTo(1);
            List<Receiver.Call> calls = receiver.await(6);

            assertThat(Set.copyOf(receiver.ids())).isEqualTo(first);
            assertThat(calls.getLast().id()).isEqualTo(one);
            assertThat(calls.getLast().header("weir-webhook-replayed")).isEqualTo("true");
            assertThat(calls.getFirst().header("weir-webhook-replayed")).isEmpty();
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (Receiver receiver = new Receiver(call -> 302)) {
            log.subscribe(subscription, receiver.url(), 1, WebhookTopic.ALERTS, book);
            log.alert(book, "p");
            await().atMost(SOON).until(() -> log.letters(book).size() == 1);

            assertThat(log.letters(book).getFirst().getError()).contains("not followed");
            assertThat(receiver.calls()).hasSize(1);
        }
    }

    @Test
    void whatADeadDelivererHoldsIsDeliveredByAnother() throws Exception {
        try (Receiver receiver = new Receiver(call -> 200)) {
            webhooks.close();
            WebhookTopics.prepare(kafka);
            log.subscribe(subscription, receiver.url(), 3, WebhookTopic.ALERTS, book);
            WebhookClients clients = new WebhookClients(kafka, "dead");
            queue(clients, "held");
            // It takes the record and says nothing any more, as a process that was killed.
            try (KafkaShareConsumer<byte[], byte[]> dead = clients.sharer("dead")) {
                dead.subscribe(List.of(Topics.WEBHOOKS));
                await().atMost(SOON).until(() -> takes(dead, "held"));
                webhooks = node(Duration.ofHours(1));

                assertThat(receiver.await(1).getFirst().id()).isEqualTo("held");
            }
        }
    }

    @Test
    void whatWasRecordedWhileNoNodeRanIsToldWhenOneComes() throws Exception {
        try (Receiver receiver = new Receiver(call -> 200)) {
            log.subscribe(subscription, receiver.url(), 3, WebhookTopic.ALERTS, book);
            log.alert(book, "p0");
            receiver.await(1);
            webhooks.close();
            for (int i = 1; i <= 20; i++) {
                log.alert(book, "p" + i);
            }
            webhooks = node(Duration.ofHours(1));

            await().atMost(SOON).until(() -> Set.copyOf(receiver.ids()).size() == 21);
        }
    }

    @Test
    void aDeliveryThatGrewTooOldGoesToTheLettersWithoutAnAttempt() throws Exception {
        try (Receiver receiver = new Receiver(call -> 200)) {
            webhooks.close();
            webhooks = node(Duration.ofNanos(1_000));
            log.subscribe(subscription, receiver.url(), 3, WebhookTopic.ALERTS, book);
            log.alert(book, "p");
            await().atMost(SOON).until(() -> log.letters(book).size() == 1);

            assertThat(log.letters(book).getFirst().getError()).contains("not delivered");
            assertThat(receiver.calls()).isEmpty();
        }
    }

    private static Webhooks node(Duration ageMax) {
        Webhooks node =
                new Webhooks(
                        new Webhooks.Parts(
                                kafka,
                                "node",
                                new WebhookSettings(
                                        Duration.ofMillis(100), REQUEST_LIMIT, 4, ageMax, true),
                                SECRETS,
                                InstantSource.system(),
                                new Random(1),
                                new SimpleMeterRegistry()));
        node.start();
        return node;
    }

    private void queue(WebhookClients clients, String id) {
        WebhookDelivery delivery =
                WebhookDelivery.newBuilder()
                        .setId(id)
                        .setSubscriptionId(subscription)
                        .setBook(book)
                        .setQueuedMicros(Micros.of(Instant.now()))
                        .build();
        try (Outbox outbox = new Outbox(clients.producer())) {
            outbox.queue(List.of(new Outbox.Item(delivery, 0)));
        }
    }

    /** What stands before it is none of this test's. */
    private static boolean takes(KafkaShareConsumer<byte[], byte[]> consumer, String id) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
            if (new String(record.key(), StandardCharsets.UTF_8).equals(id)) {
                return true;
            }
            consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        }
        return false;
    }

    private ReplayReply replay(long fromMicros, Set<String> ids) {
        return webhooks.replay(subscription, new ReplayRequest(fromMicros, Long.MAX_VALUE, ids, ""))
                .orElseThrow();
    }

    private List<DeliveryAttempt> attempts() {
        return webhooks.attempts(subscription, "", 100).orElseThrow().getAttemptsList();
    }

    private static List<String> idsOf(List<Receiver.Call> calls) {
        return calls.stream().map(Receiver.Call::id).toList();
    }
}
