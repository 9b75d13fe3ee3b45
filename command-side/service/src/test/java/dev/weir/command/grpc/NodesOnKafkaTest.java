package dev.weir.command.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.api.Answer;
import dev.weir.command.payments.DecisionInput;
import dev.weir.command.support.TestBroker;
import dev.weir.command.support.TestTokens;
import dev.weir.command.support.ToldDecideJob;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaDeadLetters;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.StoreTopics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two nodes that share the partitions of a real broker, and a decide job that does as told. */
class NodesOnKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;

    private final String kafka = TestBroker.another().address();
    private final TestTokens tokens = new TestTokens();

    @Test
    void paymentsAreDecidedWhicheverNodeTakesThemAndWhicheverOwnsThem() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(Topics.DECISIONS, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        try (ToldDecideJob job = new ToldDecideJob(kafka);
                TestNode first = node("first")) {
            TestNode second = node("second");
            awaitReady(first);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () ->
                                    !first.node().partitions().isEmpty()
                                            && !second.node().partitions().isEmpty()
                                            && first.platform().ready()
                                            && second.platform().ready());
            open(first, "one");
            open(second, "two");
            for (TestNode node : List.of(first, second)) {
                assertPaid(node, "one", "p-" + node.address());
                assertPaid(node, "two", "p-" + node.address());
            }

            second.close();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () ->
                                    first.node().partitions().size() == PARTITIONS
                                            && first.platform().ready());
            assertPaid(first, "one", "last");
            assertPaid(first, "two", "last");
            assertThat(job).isNotNull();
        }
    }

    private TestNode node(String name) {
        return new TestNode(
                name,
                PARTITIONS,
                tokens,
                settings ->
                        EventStores.sharedOnKafka(
                                new KafkaSettings(kafka, StoreTopics.WEIR), PARTITIONS, settings),
                Optional.of(
                        new DecisionInput(
                                new KafkaConsumer<>(
                                        Map.of(
                                                "bootstrap.servers",
                                                kafka,
                                                "isolation.level",
                                                "read_committed",
                                                "enable.auto.commit",
                                                false,
                                                "auto.offset.reset",
                                                "earliest"),
                                        new ByteArrayDeserializer(),
                                        new ByteArrayDeserializer()),
                                new KafkaDeadLetters(kafka, InstantSource.system()))));
    }

    private static void awaitReady(TestNode node) {
        Awaitility.await().atMost(PATIENCE).until(node.platform()::ready);
    }

    private static void open(TestNode node, String book) {
        done(node.send(OpenBook.newBuilder().setBookId(book).build()));
        done(
                node.send(
                        OpenAccount.newBuilder()
                                .setBookId(book)
                                .setAccountId("a")
                                .setCurrency("EUR")
                                .setOverdraftUnlimited(true)
                                .build()));
    }

    private static void assertPaid(TestNode node, String book, String payment) {
        CommandReply reply =
                done(
                        node.send(
                                RequestPayment.newBuilder()
                                        .setBookId(book)
                                        .setDeadlineMillis(20_000)
                                        .setPayment(
                                                PaymentDetails.newBuilder()
                                                        .setPaymentId(payment)
                                                        .setAccountId("a")
                                                        .setAmountMinor(100)
                                                        .setCurrency("EUR")
                                                        .setChannel(Channel.POS)
                                                        .setMerchantId("approve"))
                                        .build()));

        assertThat(reply.getPayment().getOutcome()).isEqualTo(Outcome.APPROVED);
        assertThat(reply.getPayment().getBasis()).isEqualTo(DecisionBasis.DECIDE_JOB);
    }

    private static CommandReply done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).reply();
    }
}
