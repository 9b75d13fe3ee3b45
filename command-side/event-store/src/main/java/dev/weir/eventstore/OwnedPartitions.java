package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.BookPlacement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** A node that owns the partitions which its membership gives it. */
final class OwnedPartitions implements EventStoreNode, Membership.Member, OwnerHome, NodeFeed.Sink {
    /** A takeover that waits longer for the directory begins anew. */
    private static final long DIRECTORY_SECONDS = 10;

    /**
     * Then a caller is told that the outcome is unknown, whatever the log does meanwhile. Kafka's
     * client may try to deliver for as long; its callers wait for 10 s.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private static final long PATIENCE_LOOK_MILLIS = 250;

    private final StoreTopics topics;
    private final PartitionLogs logs;
    private final EventStoreSettings settings;
    private final Membership membership;
    private final BookDirectory directory;
    private final OwnerDirectory ownerDirectory = new OwnerDirectory();
    private final Map<Integer, PartitionOwner> owners = new ConcurrentSkipListMap<>();

    /** Owners that gave their partition up and may still be about to end. */
    private final Map<Integer, PartitionOwner> formers = new ConcurrentHashMap<>();

    private final FenceCount fences = new FenceCount();
    private final List<IntConsumer> servingListeners = new CopyOnWriteArrayList<>();
    private final List<IntConsumer> endedListeners = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new CopyOnWriteArrayList<>();
    private final Optional<NodeFeed> feed;
    private final KafkaEventStorageEngine engine;
    private final int knownPartitions;
    private final ScheduledExecutorService patience =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("weir-patience").factory());

    /** A node that owns these partitions for good. */
    OwnedPartitions(
            StoreTopics topics,
            List<Integer> partitions,
            PartitionLogs logs,
            EventStoreSettings settings,
            Function<NodeFeed.Sink, Optional<NodeFeed>> feedOf) {
        this(topics, partitions.size(), Membership.fixed(partitions), logs, settings, feedOf);
    }

    /**
     * @param partitions that the events topic has now
     * @param feedOf makes the reader of the directories, if there is one
     */
    OwnedPartitions(
            StoreTopics topics,
            int partitions,
            Membership membership,
            PartitionLogs logs,
            EventStoreSettings settings,
            Function<NodeFeed.Sink, Optional<NodeFeed>> feedOf) {
        this.topics = topics;
        this.knownPartitions = partitions;
        this.membership = membership;
        this.logs = logs;
        this.settings = settings;
        this.directory =
                settings.placements() instanceof BookDirectory given ? given : new BookDirectory();
        this.feed = feedOf.apply(this);
        this.engine =
                new KafkaEventStorageEngine(
                        topics.events(),
                        settings.resolver(),
                        settings.payloads(),
                        book -> owner(partitionOf(book)));
    }

    @Override
    public void start() {
        feed.ifPresent(NodeFeed::start);
        membership.start(this);
        patience.scheduleWithFixedDelay(
                () -> expire(PATIENCE),
                PATIENCE_LOOK_MILLIS,
                PATIENCE_LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Tells who has waited for longer that the outcome is unknown. */
    void expire(Duration longest) {
        owners.values().forEach(owner -> owner.expire(longest));
    }

    @Override
    public boolean ready() {
        return feed.map(NodeFeed::isCaughtUp).orElse(true)
                && membership.joined()
                && owners.values().stream().allMatch(PartitionOwner::isServing)
                && othersAreOwned();
    }

    private boolean othersAreOwned() {
        for (int partition = 0; partition < partitionCount() && feed.isPresent(); partition++) {
            boolean elsewhere =
                    ownerDirectory
                            .of(partition)
                            .filter(owner -> !owner.getNode().equals(settings.node()))
                            .isPresent();
            if (!owners.containsKey(partition) && !elsewhere) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Integer> partitions() {
        return List.copyOf(owners.keySet());
    }

    @Override
    public boolean owns(int partition) {
        return owners.containsKey(partition);
    }

    @Override
    public int partitionCount() {
        int count = knownPartitions;
        for (int partition : owners.keySet()) {
            count = Math.max(count, partition + 1);
        }
        for (int partition : ownerDirectory.all().keySet()) {
            count = Math.max(count, partition + 1);
        }
        return count;
    }

    @Override
    public PartitionLoop loop(int partition) {
        return owner(partition).loop();
    }

    @Override
    public int partitionOf(String book) {
        return settings.placements()
                .partitionOf(book)
                .orElseThrow(
                        () ->
                                new NotServingException(
                                        NotServingException.Reason.BOOK_UNKNOWN,
                                        "there is no book " + book));
    }

    @Override
    public BookDirectory books() {
        return directory;
    }

    @Override
    public OwnerDirectory owners() {
        return ownerDirectory;
    }

    @Override
    public long epoch(int partition) {
        PartitionOwner owner = owners.get(partition);
        return owner == null ? 0 : owner.epoch();
    }

    @Override
    public CompletableFuture<Void> refresh() {
        return feed.map(NodeFeed::refresh).orElse(CompletableFuture.completedFuture(null));
    }

    @Override
    public void follow(int partition, Consumer<EventRecord> records) {
        feed.orElseThrow(() -> new IllegalStateException("this node follows nothing"))
                .follow(partition, records);
    }

    @Override
    public long rejoins() {
        return membership.rejoins();
    }

    @Override
    public KafkaEventStorageEngine engine() {
        return engine;
    }

    @Override
    public BookPosition position(String book) {
        return owner(partitionOf(book)).state().with(book, BookLog::last);
    }

    @Override
    public Object state(String book) {
        return owner(partitionOf(book)).state().with(book, log -> log.fold().state());
    }

    @Override
    public List<String> booksOf(int partition) {
        return owner(partition).state().books();
    }

    @Override
    public CompletableFuture<Void> durable(int partition) {
        try {
            return owner(partition).state().confirmed();
        } catch (NotServingException e) {
            return CompletableFuture.failedFuture(
                    new OutcomeUnknownException("the owner stepped down", e));
        }
    }

    @Override
    public Duration backlog(int partition) {
        return owner(partition).backlog();
    }

    @Override
    public Duration logBacklog(int partition) {
        return owner(partition).logBacklog();
    }

    @Override
    public void onServing(IntConsumer listener) {
        servingListeners.add(listener);
    }

    @Override
    public void beforeServing(Gate gate) {
        gates.add(gate);
    }

    @Override
    public void onEnded(IntConsumer listener) {
        endedListeners.add(listener);
    }

    @Override
    public OwnerMetrics metrics(int partition) {
        PartitionOwner owner = owners.get(partition);
        return owner == null ? OwnerMetrics.NONE : owner.metrics();
    }

    @Override
    public void close() {
        engine.close();
        membership.close();
        // What the membership did not give back in time.
        revoked(owners.keySet());
        patience.shutdownNow();
        feed.ifPresent(NodeFeed::close);
    }

    @Override
    public void assigned(Collection<Integer> partitions) {
        for (int partition : partitions) {
            if (owners.containsKey(partition)) {
                continue;
            }
            PartitionOwner owner = new PartitionOwner(topics, partition, logs, settings, this);
            owner.onServing(() -> servingListeners.forEach(each -> each.accept(partition)));
            owners.put(partition, owner);
            PartitionOwner former = formers.remove(partition);
            if (former == null) {
                owner.start();
            } else {
                owner.startAfter(former);
            }
        }
    }

    /** An owner stays until it has ended: what it has accepted is still to be answered. */
    @Override
    public void revoked(Collection<Integer> partitions) {
        List.copyOf(partitions).parallelStream()
                .forEach(
                        partition -> {
                            PartitionOwner owner = owners.get(partition);
                            if (owner != null) {
                                owner.close();
                                formers.put(partition, owner);
                                ended(partition);
                            }
                        });
    }

    @Override
    public void lost(Collection<Integer> partitions) {
        for (int partition : partitions) {
            PartitionOwner owner = owners.get(partition);
            if (owner != null) {
                owner.abandon();
                formers.put(partition, owner);
                ended(partition);
            }
        }
    }

    private void ended(int partition) {
        owners.remove(partition);
        endedListeners.forEach(listener -> listener.accept(partition));
    }

    @Override
    public void placed(BookPlacement placement) {
        directory.put(placement);
    }

    @Override
    public void owned(dev.weir.contract.store.v1.PartitionOwner owner) {
        ownerDirectory.put(owner);
    }

    /** The fold of a book must know from its first record what its opening said. */
    @Override
    public void beforeReplay(int partition) throws InterruptedException {
        try {
            refresh().get(DIRECTORY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the directory of books can't be read", e);
        }
    }

    @Override
    public void beforeServing(int partition) throws InterruptedException {
        for (Gate gate : gates) {
            gate.await(partition);
        }
    }

    @Override
    public Duration fenced(int partition) {
        if (fences.isRepeated(partition)) {
            membership.rejoin();
        }
        return membership.doubt();
    }

    private PartitionOwner owner(int partition) {
        PartitionOwner owner = owners.get(partition);
        if (owner == null) {
            throw new NotServingException(
                    NotServingException.Reason.NOT_OWNER,
                    "partition " + partition + " is not owned by this node");
        }
        return owner;
    }
}
