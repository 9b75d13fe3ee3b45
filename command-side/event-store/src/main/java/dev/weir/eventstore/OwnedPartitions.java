package dev.weir.eventstore;

import dev.weir.contract.store.v1.BookPlacement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** A node that owns the partitions it was given. */
final class OwnedPartitions implements EventStoreNode {
    private final EventStoreSettings settings;
    private final BookDirectory directory;
    private final Map<Integer, PartitionOwner> owners = new TreeMap<>();
    private final Optional<BookFeed> feed;
    private final KafkaEventStorageEngine engine;

    /**
     * @param feedOf makes the reader of {@code weir.books}, if there is one
     */
    OwnedPartitions(
            StoreTopics topics,
            List<Integer> partitions,
            PartitionLogs logs,
            EventStoreSettings settings,
            Function<Consumer<BookPlacement>, Optional<BookFeed>> feedOf) {
        this.settings = settings;
        this.directory =
                settings.placements() instanceof BookDirectory given ? given : new BookDirectory();
        for (int partition : partitions) {
            owners.put(
                    partition,
                    new PartitionOwner(topics, partition, logs, settings, directory::put));
        }
        this.feed = feedOf.apply(directory::put);
        this.engine =
                new KafkaEventStorageEngine(
                        topics.events(),
                        settings.resolver(),
                        settings.payloads(),
                        book -> owner(partitionOf(book)));
    }

    @Override
    public void start() {
        feed.ifPresent(BookFeed::start);
        owners.values().forEach(PartitionOwner::start);
    }

    @Override
    public boolean ready() {
        return feed.map(BookFeed::isCaughtUp).orElse(true)
                && owners.values().stream().allMatch(PartitionOwner::isServing);
    }

    @Override
    public List<Integer> partitions() {
        return List.copyOf(owners.keySet());
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
            return owner(partition).state().durable();
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
    public void onServing(IntConsumer listener) {
        owners.forEach((partition, owner) -> owner.onServing(() -> listener.accept(partition)));
    }

    @Override
    public OwnerMetrics metrics(int partition) {
        return owner(partition).metrics();
    }

    @Override
    public void close() {
        engine.close();
        owners.values().parallelStream().forEach(PartitionOwner::close);
        feed.ifPresent(BookFeed::close);
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
