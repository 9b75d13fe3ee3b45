package dev.weir.command.engine;

import dev.weir.command.api.CommandDesk;
import dev.weir.command.interbook.InterbookDriver;
import dev.weir.command.interbook.LocalBookPort;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.command.payments.FallbackLadder;
import dev.weir.command.payments.PaymentDesk;
import dev.weir.command.payments.PaymentFlow;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.eventstore.BookDirectory;
import dev.weir.eventstore.BookResolver;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.Outgoing;
import dev.weir.eventstore.StoreTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a command node, put together: event store, Axon, payments, housekeeping. */
public final class Platform implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

    private final EventStoreNode node;
    private final AxonConfiguration axon;
    private final BookDispatcher dispatcher;
    private final PaymentDesk payments;
    private final PaymentFlow flow;
    private final InterbookDriver interbook;
    private final Housekeeping housekeeping;
    private final CommandDesk desk;
    private volatile boolean genesisDone;

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
     */
    public record Surroundings(
            String node,
            String address,
            Optional<Path> data,
            StoreTopics topics,
            int partitions,
            InstantSource clock,
            Supplier<String> ids) {}

    /**
     * @param stores makes the node of the event store
     * @param decisions reads weir.decisions; empty: there are none, every payment falls back
     */
    public Platform(
            Surroundings surroundings,
            Function<EventStoreSettings, EventStoreNode> stores,
            Optional<KafkaConsumer<byte[], byte[]>> decisions,
            CommandMetrics metrics) {
        InstantSource clock = surroundings.clock();
        ControlState control = new ControlState(surroundings.partitions());
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
                                .map(data -> settings.withIndexFolder(data.resolve("index")))
                                .orElse(settings));
        this.axon =
                AxonWiring.start(
                        node.engine(), clock, control::durableSequence, surroundings.ids());
        this.dispatcher = new BookDispatcher(node, axon.getComponent(CommandGateway.class));
        this.payments = new PaymentDesk(clock, metrics);
        this.flow =
                new PaymentFlow(
                        dispatcher,
                        payments,
                        new FallbackLadder(policies(control)),
                        metrics,
                        clock,
                        decisions);
        this.interbook = new InterbookDriver(dispatcher, new LocalBookPort(dispatcher), clock);
        BookTimers timers = new BookTimers(dispatcher, clock);
        this.housekeeping = new Housekeeping(dispatcher, timers, interbook);
        this.desk =
                new BookDesk(
                        dispatcher,
                        new CommandTurn(dispatcher, payments, interbook, timers),
                        payments,
                        metrics,
                        surroundings.ids());
        node.onServing(this::serving);
        node.start();
    }

    public CommandDesk desk() {
        return desk;
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

    /** Whether every partition serves and the platform has its first rules. */
    public boolean ready() {
        return node.ready()
                && (genesisDone || !node.partitions().contains(Topics.CONTROL_PARTITION));
    }

    @Override
    public void close() {
        housekeeping.close();
        flow.close();
        axon.shutdown();
        node.close();
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

    private static FallbackLadder.Policies policies(ControlState control) {
        return new FallbackLadder.Policies() {
            @Override
            public List<Rule> activeRules(String book) {
                return control.activeRules(book);
            }

            @Override
            public Outcome fallback(String book, PaymentDetails payment) {
                return control.fallback(book, payment);
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
