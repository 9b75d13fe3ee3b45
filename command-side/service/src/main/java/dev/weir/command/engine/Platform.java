package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandDesk;
import dev.weir.command.interbook.BookPort;
import dev.weir.command.interbook.InterbookDriver;
import dev.weir.command.interbook.LocalBookPort;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.command.payments.DecisionInput;
import dev.weir.command.payments.FallbackLadder;
import dev.weir.command.payments.PaymentDesk;
import dev.weir.command.payments.PaymentFlow;
import dev.weir.command.routing.CommandRouter;
import dev.weir.command.routing.Peers;
import dev.weir.command.webhooks.WebhookSecrets;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.LateAction;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.domain.ControlKind;
import dev.weir.eventstore.BookDirectory;
import dev.weir.eventstore.BookResolver;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.Outgoing;
import dev.weir.eventstore.StoreTopics;
import dev.weir.features.FeatureSet;
import dev.weir.features.lists.ListHit;
import dev.weir.features.rules.Thresholds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a command node, put together: event store, Axon, payments, housekeeping. */
public final class Platform implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

    private final ControlState control;
    private final EventStoreNode node;
    private final AxonConfiguration axon;
    private final BookDispatcher dispatcher;
    private final CommandMetrics metrics;
    private final PaymentDesk payments;
    private final PaymentFlow flow;
    private final LocalBookPort localBooks;
    private final InterbookDriver interbook;
    private final Housekeeping housekeeping;
    private final BookDesk localDesk;
    private final CommandRouter router;
    private final Peers peers;
    private volatile boolean genesisDone;
    private volatile boolean closing;

    /**
     * What the node gets from outside.
     *
     * @param node its name
     * @param address host:port of its API
     * @param data data folder; empty: the local indexes lie on heap
     * @param topics of the event store
     * @param partitions of weir.events
     * @param clock the owner's clock
     * @param ids makes ids that are unique for ever
     * @param secrets of subscriptions
     */
    public record Surroundings(
            String node,
            String address,
            Optional<Path> data,
            StoreTopics topics,
            int partitions,
            InstantSource clock,
            Supplier<String> ids,
            WebhookSecrets secrets) {

        /** Of a node without subscriptions. */
        public Surroundings(
                String node,
                String address,
                Optional<Path> data,
                StoreTopics topics,
                int partitions,
                InstantSource clock,
                Supplier<String> ids) {
            this(node, address, data, topics, partitions, clock, ids, WebhookSecrets.NONE);
        }
    }

    /**
     * The other nodes.
     *
     * @param peers the way to them
     * @param token this node's own, see {@link CommandRouter.Node}
     */
    public record Neighbours(Peers peers, BearerToken token) {
        public static final Neighbours NONE = new Neighbours(Peers.NONE, BearerToken.NONE);
    }

    /** A node that is alone. */
    public Platform(
            Surroundings surroundings,
            Function<EventStoreSettings, EventStoreNode> stores,
            Optional<DecisionInput> decisions,
            CommandMetrics metrics) {
        this(surroundings, stores, decisions, metrics, Neighbours.NONE);
    }

    /**
     * @param stores makes the node of the event store
     * @param decisions reads weir.decisions; empty: there are none, every payment falls back
     */
    public Platform(
            Surroundings surroundings,
            Function<EventStoreSettings, EventStoreNode> stores,
            Optional<DecisionInput> decisions,
            CommandMetrics metrics,
            Neighbours neighbours) {
        InstantSource clock = surroundings.clock();
        this.control =
                new ControlState(surroundings.partitions(), new CelChecker(FeatureSet.payments2()));
        BookDirectory directory = new BookDirectory();
        EventStoreSettings settings =
                EventStoreSettings.defaults(
                                surroundings.node(),
                                BookResolver.byTag(AxonWiring.BOOK_TAG),
                                directory)
                        .withAddress(surroundings.address())
                        .withFolds(new BookStates(directory, control))
                        .withClock(clock)
                        .withAlongside(event -> placements(surroundings.topics(), event));
        this.node =
                stores.apply(
                        surroundings
                                .data()
                                .map(data -> settings.withIndexFolder(indexOf(data, surroundings)))
                                .orElse(settings));
        this.axon =
                AxonWiring.start(
                        node.engine(), clock, control::durableSequence, surroundings.ids());
        this.dispatcher = new BookDispatcher(node, axon.getComponent(CommandBus.class));
        this.metrics = metrics;
        this.payments = new PaymentDesk(clock, metrics);
        this.flow =
                new PaymentFlow(
                        dispatcher,
                        payments,
                        new FallbackLadder(policies(control, clock)),
                        new PaymentFlow.Control(
                                control::durableSequence, control::banded, this::stop),
                        metrics,
                        clock,
                        decisions);
        this.localBooks = new LocalBookPort(dispatcher);
        this.interbook = new InterbookDriver(dispatcher, this::toBook, clock);
        BookTimers timers = new BookTimers(dispatcher, clock);
        this.housekeeping = new Housekeeping(dispatcher, timers, interbook);
        this.localDesk =
                new BookDesk(
                        dispatcher,
                        new CommandTurn(
                                dispatcher, payments, interbook, timers, surroundings.secrets()),
                        payments,
                        metrics,
                        surroundings.ids(),
                        control,
                        surroundings.secrets());
        this.peers = neighbours.peers();
        this.router =
                new CommandRouter(
                        new CommandRouter.Node(surroundings.node(), neighbours.token()),
                        node,
                        localDesk,
                        localBooks,
                        peers,
                        clock,
                        metrics);
        ControlWatch watch = new ControlWatch(node, control);
        node.beforeServing(watch::await);
        node.onServing(this::serving);
        node.onEnded(
                partition -> {
                    flow.ended(partition);
                    interbook.ended(partition);
                    if (partition == Topics.CONTROL_PARTITION && !closing) {
                        watch.follow();
                    }
                });
        node.start();
    }

    /**
     * A page of what stands in the control book, as far as this node has followed it; see {@link
     * dev.weir.domain.ControlBook#page}.
     */
    public ControlPage control(ControlKind kind, String list, String after, int limit) {
        return control.page(kind, list, after, limit);
    }

    /** Where commands of clients are handed in, for books of any node. */
    public CommandDesk desk() {
        return router;
    }

    /** The same as {@link #desk}, also for commands between nodes. */
    public CommandRouter router() {
        return router;
    }

    /** Where other nodes hand commands in: only for books that this node owns. */
    public CommandDesk localDesk() {
        return localDesk;
    }

    public EventStoreNode node() {
        return node;
    }

    /** Live payments that somebody waits for. */
    public int paymentsWaiting() {
        return payments.waiting();
    }

    /** Money on its way to other books. */
    public InterbookDriver interbook() {
        return interbook;
    }

    /** Where other nodes ask for money to be credited: only for books that this node owns. */
    public BookPort localBooks() {
        return localBooks;
    }

    /** Whether the node serves what it owns and knows who owns the rest. */
    public boolean ready() {
        return node.ready()
                && (genesisDone || !node.partitions().contains(Topics.CONTROL_PARTITION));
    }

    @Override
    public void close() {
        closing = true;
        housekeeping.close();
        flow.close();
        axon.shutdown();
        node.close();
        peers.close();
    }

    /** To this node's books or another one's; the router is made after the driver that needs it. */
    private CompletableFuture<CreditAnswer> toBook(String book, Message call) {
        return router.call(book, call);
    }

    /**
     * Tells the control book's owner that a rule or pattern left its alert band. What gets no
     * answer is told again after the next so many payments.
     */
    private void stop(Message command, String key) {
        LOG.warn("out of its alert band: {}", key);
        router.send(Topics.CONTROL_BOOK, command, key)
                .whenComplete(
                        (answer, failure) ->
                                metrics.outOfBand(
                                        failure == null && answer instanceof Answer.Done
                                                ? "STOPPED"
                                                : "NOT_STOPPED"));
    }

    private void serving(int partition) {
        if (partition == Topics.CONTROL_PARTITION) {
            begin();
        }
        flow.serving(partition);
        interbook.serving(partition);
    }

    private void begin() {
        dispatcher
                .dispatch(BookCommand.internal(Topics.CONTROL_BOOK, Genesis.standard()))
                .whenComplete(
                        (done, failure) -> {
                            if (failure == null) {
                                genesisDone = true;
                            } else {
                                LOG.error("the first rules could not be written", failure);
                            }
                        });
    }

    /** Two nodes must never open one index. */
    private static Path indexOf(Path data, Surroundings surroundings) {
        return data.resolve("index").resolve(surroundings.node());
    }

    private static FallbackLadder.Policies policies(ControlState control, InstantSource clock) {
        return new FallbackLadder.Policies() {
            @Override
            public List<Rule> activeRules(String book) {
                return control.activeRules(book);
            }

            @Override
            public List<ListHit> lists(String book, PaymentDetails payment) {
                return control.listHits(book, payment, Micros.of(clock.instant()));
            }

            @Override
            public Thresholds thresholds(String book) {
                return control.thresholds(book);
            }

            @Override
            public Outcome fallback(String book, PaymentDetails payment) {
                return control.fallback(book, payment);
            }

            @Override
            public LateAction lateAction(String book, Channel channel) {
                return control.lateAction(book, channel);
            }
        };
    }

    /** Where a new book lives, for weir.books, in the transaction that opens it. */
    private static List<Outgoing> placements(StoreTopics topics, EventRecord event) {
        if (!event.type().equals(BookOpened.getDescriptor().getFullName())) {
            return List.of();
        }
        BookOpened opened = (BookOpened) EventTypes.parse(event.type(), event.value());
        BookPlacement placement =
                BookPlacement.newBuilder()
                        .setBook(opened.getBookId())
                        .setPartition(opened.getPartition())
                        .setTestClock(opened.getTestClock())
                        .setControlSeq(event.sequence())
                        .build();
        return List.of(
                new Outgoing(
                        topics.books(),
                        -1,
                        Math.floorDiv(event.recordedMicros(), 1_000L),
                        opened.getBookId().getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        placement.toByteArray()));
    }
}
