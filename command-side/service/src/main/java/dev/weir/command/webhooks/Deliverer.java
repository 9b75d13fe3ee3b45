package dev.weir.command.webhooks;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.Micros;
import dev.weir.contract.queries.v1.DeliveryAttempt;
import dev.weir.contract.queries.v1.DeliveryState;
import dev.weir.contract.store.v1.WebhookDelivery;
import dev.weir.eventstore.KafkaDeadLetters;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;

/**
 * One lane: takes a delivery of the share group, tries it once and says what became of it. A record
 * is accepted when its outcome is durable elsewhere (the next wait, the dead letters) or the
 * receiver has it; a lane that dies lets its lock go, and another one takes the record.
 */
final class Deliverer extends Worker {
    /** Who sets aside, in a letter's id. */
    static final String CONSUMER = "webhooks";

    private static final Duration POLL = Duration.ofSeconds(5);

    /** How long an address of good standing is waited for, before its delivery is put off. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** The broker drops what it has handed out five times: before that, a copy takes its place. */
    private static final int HANDED_OUT_MAX = 4;

    private final Tools tools;
    private final String name;
    private volatile KafkaShareConsumer<byte[], byte[]> current;

    /** What all lanes of a node share. */
    record Tools(
            WebhookClients clients,
            WebhookSettings settings,
            SubscriptionFeed feed,
            Subscriptions subscriptions,
            Endpoints endpoints,
            WebhookSender sender,
            Backoff backoff,
            Outbox outbox,
            KafkaDeadLetters deadLetters,
            WebhookMetrics metrics,
            InstantSource clock) {}

    Deliverer(int lane, Tools tools) {
        super("webhooks-" + lane);
        this.name = "webhooks-" + lane;
        this.tools = tools;
    }

    @Override
    void stop() {
        KafkaShareConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    @Override
    void work() throws InterruptedException {
        try (KafkaShareConsumer<byte[], byte[]> consumer = tools.clients().sharer(name)) {
            current = consumer;
            consumer.subscribe(List.of(Topics.WEBHOOKS));
            while (!isClosed()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    // What throws leaves the record to the next one: closing lets it go.
                    turn(record);
                    consumer.acknowledge(record, AcknowledgeType.ACCEPT);
                }
            }
        } finally {
            current = null;
        }
    }

    private void turn(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        WebhookDelivery delivery;
        try {
            delivery = WebhookDelivery.parseFrom(record.value());
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            tools.deadLetters().setAside(CONSUMER, "", record, "no delivery: " + e.getMessage());
            tools.metrics().turn("dead");
            return;
        }
        int attemptsEver = Records.attemptsEver(record);
        if (!Records.text(record, DeadLetters.RETRY_OF).isEmpty()) {
            delivery = anew(delivery, record.timestamp());
        }
        if (record.deliveryCount().orElse((short) 1) >= HANDED_OUT_MAX) {
            tools.outbox().queue(List.of(new Outbox.Item(delivery, attemptsEver)));
            return;
        }
        Optional<Subscriptions.Known> to = find(delivery.getSubscriptionId());
        if (to.filter(Subscriptions.Known::active).isEmpty()) {
            tools.metrics().turn("dropped");
            return;
        }
        if (nowMicros() - delivery.getQueuedMicros() > micros(tools.settings().ageMax())) {
            die(record, delivery, aged(delivery, attemptsEver));
            return;
        }
        deliver(record, delivery, attemptsEver, to.get());
    }

    /** A letter that a person retries has all its attempts and all its time before it. */
    private static WebhookDelivery anew(WebhookDelivery delivery, long timestampMillis) {
        return delivery.toBuilder()
                .setQueuedMicros(timestampMillis * 1_000)
                .clearAttempts()
                .clearDeferrals()
                .clearNotBeforeMicros()
                .build();
    }

    /** One that another node queued may be of a subscription that this one has not read yet. */
    private Optional<Subscriptions.Known> find(String subscription) throws InterruptedException {
        Optional<Subscriptions.Known> known = tools.subscriptions().find(subscription);
        if (known.isEmpty()) {
            tools.feed().refresh();
            return tools.subscriptions().find(subscription);
        }
        return known;
    }

    private void deliver(
            ConsumerRecord<byte[], byte[]> record,
            WebhookDelivery delivery,
            int attemptsEver,
            Subscriptions.Known to)
            throws InterruptedException {
        String endpoint = endpoint(to.created().getUrl());
        if (tools.endpoints().enter(endpoint, PATIENCE) != Endpoints.Entry.ENTERED) {
            defer(delivery, attemptsEver);
            return;
        }
        WebhookSender.Attempted attempted = null;
        try {
            attempted = tools.sender().send(to, delivery, attemptsEver + 1);
        } finally {
            boolean delivered = attempted != null && attempted.delivered();
            tools.endpoints()
                    .left(
                            endpoint,
                            delivered,
                            attempted == null ? Duration.ZERO : attempted.took());
        }
        DeliveryAttempt.Builder attempt = attempt(delivery, attemptsEver + 1, attempted);
        if (attempted.delivered()) {
            tools.outbox().note(attempt.setState(DeliveryState.DELIVERED).build());
            tools.metrics().turn("delivered");
            if (!delivery.getReplayed()) {
                tools.metrics().delivered(nowMicros() - delivery.getRecordedMicros());
            }
            return;
        }
        if (isClosed()) {
            // It may have failed by that alone: another lane tries it.
            throw new IllegalStateException("closed before the attempt had an outcome");
        }
        tools.metrics().turn("failed");
        WebhookDelivery failed =
                delivery.toBuilder()
                        .setAttempts(delivery.getAttempts() + 1)
                        .setLastError(attempted.error())
                        .build();
        if (failed.getAttempts() >= to.created().getAttemptsMax()) {
            die(record, failed, attempt);
        } else {
            retry(failed, attemptsEver + 1, attempt);
        }
    }

    private void retry(WebhookDelivery failed, int attemptsEver, DeliveryAttempt.Builder attempt) {
        Backoff.Wait wait = tools.backoff().afterAttempt(failed.getAttempts());
        long next = nowMicros() + wait.micros();
        tools.outbox()
                .queueLater(
                        new Outbox.Item(
                                failed.toBuilder().setNotBeforeMicros(next).build(), attemptsEver),
                        wait.partition());
        tools.outbox().note(attempt.setState(DeliveryState.WAITING).setNextMicros(next).build());
    }

    private void defer(WebhookDelivery delivery, int attemptsEver) {
        Backoff.Wait wait = tools.backoff().afterDeferral(delivery.getDeferrals());
        WebhookDelivery deferred =
                delivery.toBuilder()
                        .setDeferrals(delivery.getDeferrals() + 1)
                        .setNotBeforeMicros(nowMicros() + wait.micros())
                        .build();
        tools.outbox().queueLater(new Outbox.Item(deferred, attemptsEver), wait.partition());
        tools.metrics().turn("deferred");
    }

    private void die(
            ConsumerRecord<byte[], byte[]> record,
            WebhookDelivery delivery,
            DeliveryAttempt.Builder attempt) {
        tools.deadLetters()
                .setAside(
                        CONSUMER,
                        delivery.getBook(),
                        record,
                        "%s to subscription %s: %s"
                                .formatted(
                                        delivery.getKind(),
                                        delivery.getSubscriptionId(),
                                        attempt.getError()));
        tools.outbox().note(attempt.setState(DeliveryState.DEAD).build());
        tools.metrics().turn("dead");
    }

    private DeliveryAttempt.Builder attempt(
            WebhookDelivery delivery, int number, WebhookSender.Attempted attempted) {
        return attempt(delivery, number)
                .setAtMicros(Micros.of(attempted.at()))
                .setTookMillis((int) attempted.took().toMillis())
                .setStatus(attempted.status())
                .setError(attempted.error());
    }

    private DeliveryAttempt.Builder aged(WebhookDelivery delivery, int attemptsEver) {
        String last =
                delivery.getLastError().isEmpty()
                        ? "its address was busy or its circuit open"
                        : "the last time: " + delivery.getLastError();
        return attempt(delivery, attemptsEver)
                .setAtMicros(nowMicros())
                .setError(
                        "not delivered within %s s; %s"
                                .formatted(tools.settings().ageMax().toSeconds(), last));
    }

    private DeliveryAttempt.Builder attempt(WebhookDelivery delivery, int number) {
        return DeliveryAttempt.newBuilder()
                .setId(delivery.getId())
                .setSubscriptionId(delivery.getSubscriptionId())
                .setKind(delivery.getKind())
                .setBook(delivery.getBook())
                .setSequence(delivery.getSequence())
                .setAttempt(number)
                .setNode(tools.clients().node())
                .setReplayed(delivery.getReplayed());
    }

    /** Whoever is behind the same host and port is slow or dead together. */
    static String endpoint(String url) {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getHost() + ':' + uri.getPort();
    }

    private long nowMicros() {
        return Micros.of(tools.clock().instant());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
