package dev.weir.command.webhooks;

import dev.weir.contract.queries.v1.DeliveryAttempt;
import dev.weir.contract.queries.v1.DeliveryAttempts;
import dev.weir.contract.queries.v1.ReplayReply;
import dev.weir.eventstore.KafkaDeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The way from the log to the addresses of subscriptions, on this node: a dispatcher that queues,
 * lanes that deliver, and a room in which what failed waits. All of it beside the command path,
 * which waits for nothing here. A node without any active subscription only follows the control
 * book.
 */
public final class Webhooks implements AutoCloseable {
    private static final int QUESTIONS_MAX = 2;

    private final WebhookClients clients;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Parts parts;
    private final SubscriptionFeed feed;
    private final Starter starter = new Starter();
    private final Semaphore replays = new Semaphore(1);
    private final Semaphore questions = new Semaphore(QUESTIONS_MAX);
    private final List<Worker> workers = new ArrayList<>();
    private volatile Running running;

    /**
     * What webhooks get from outside.
     *
     * @param bootstrap of Kafka, host:port
     * @param node this node's name
     * @param clock the node's
     * @param chance for the waits
     */
    public record Parts(
            String bootstrap,
            String node,
            WebhookSettings settings,
            WebhookSecrets secrets,
            InstantSource clock,
            RandomGenerator chance,
            MeterRegistry registry) {}

    private record Running(
            Outbox outbox, WebhookSender sender, KafkaDeadLetters deadLetters, Replay replay) {}

    public Webhooks(Parts parts) {
        this.parts = parts;
        this.clients = new WebhookClients(parts.bootstrap(), parts.node());
        this.feed = new SubscriptionFeed(clients, subscriptions);
    }

    /** Begins; returns at once. Without secrets nothing is delivered. */
    public void start() {
        if (parts.secrets().present()) {
            feed.start();
            starter.start();
        }
    }

    /** Whether this node can sign, and so delivers. */
    public boolean present() {
        return parts.secrets().present();
    }

    /**
     * Whether there is such a subscription, and it was not removed.
     *
     * @throws IllegalStateException if that can't be told now
     */
    public boolean isActive(String subscription) throws InterruptedException {
        feed.refresh();
        return subscriptions.find(subscription).filter(Subscriptions.Known::active).isPresent();
    }

    /** Whether there is or was such a subscription; as {@link #isActive}. */
    public boolean isKnown(String subscription) throws InterruptedException {
        feed.refresh();
        return subscriptions.find(subscription).isPresent();
    }

    /**
     * The newest attempts of a subscription; empty: too many ask now.
     *
     * @param id of one delivery; empty: of all
     * @param limit how many, at least 1
     */
    public Optional<DeliveryAttempts> attempts(String subscription, String id, int limit) {
        if (running == null) {
            WebhookTopics.prepare(parts.bootstrap());
        }
        Predicate<DeliveryAttempt> asked =
                attempt ->
                        attempt.getSubscriptionId().equals(subscription)
                                && (id.isEmpty() || attempt.getId().equals(id));
        if (!questions.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeliveryLog(clients).newest(asked, limit));
        } finally {
            questions.release();
        }
    }

    /**
     * Tells an active subscription again; empty: another replay runs, or deliveries begin just now.
     *
     * @throws IllegalArgumentException for a cursor that is none
     */
    public Optional<ReplayReply> replay(String subscription, ReplayRequest request) {
        Running now = running;
        Optional<Subscriptions.Known> to = subscriptions.find(subscription);
        if (now == null || to.isEmpty() || !replays.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(now.replay().run(to.get(), request));
        } finally {
            replays.release();
        }
    }

    @Override
    public void close() {
        starter.close();
        workers.forEach(Worker::signal);
        Running was = running;
        if (was != null) {
            // What is under way ends at once, and its record goes to another node.
            was.sender().close();
        }
        workers.forEach(Worker::close);
        feed.close();
        if (was != null) {
            was.outbox().close();
            was.deadLetters().close();
        }
    }

    private void begin() {
        WebhookTopics.prepare(parts.bootstrap());
        WebhookSettings settings = parts.settings();
        Outbox outbox = new Outbox(clients.producer());
        EventDeliveries deliveries = new EventDeliveries(parts.clock());
        WebhookMetrics metrics = new WebhookMetrics(parts.registry());
        Endpoints endpoints =
                new Endpoints(settings.lanes(), settings.firstPause(), System::nanoTime);
        WebhookSender sender =
                new WebhookSender(
                        new AddressPolicy(settings.privateAllowed()),
                        parts.secrets(),
                        settings.requestLimit(),
                        parts.clock());
        KafkaDeadLetters deadLetters = new KafkaDeadLetters(parts.bootstrap(), parts.clock());
        Dispatcher dispatcher =
                new Dispatcher(clients, feed, subscriptions, deliveries, outbox, metrics);
        metrics.gauges(dispatcher::behind, endpoints::open);
        workers.add(dispatcher);
        workers.add(new WaitingRoom(clients, outbox, deadLetters, parts.clock()));
        Deliverer.Tools tools =
                new Deliverer.Tools(
                        clients,
                        settings,
                        feed,
                        subscriptions,
                        endpoints,
                        sender,
                        new Backoff(settings.firstPause(), parts.chance()),
                        outbox,
                        deadLetters,
                        metrics,
                        parts.clock());
        for (int lane = 1; lane <= settings.lanes(); lane++) {
            workers.add(new Deliverer(lane, tools));
        }
        running = new Running(outbox, sender, deadLetters, new Replay(clients, deliveries, outbox));
        workers.forEach(Worker::start);
    }

    /** Waits for the first active subscription, then begins with the rest. */
    private final class Starter extends Worker {
        Starter() {
            super("webhooks-starter");
        }

        @Override
        void work() throws InterruptedException {
            while (!isClosed()) {
                if (!subscriptions.active().isEmpty()) {
                    begin();
                    signal();
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }
}
