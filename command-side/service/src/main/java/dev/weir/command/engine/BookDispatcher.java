package dev.weir.command.engine;

import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.Lane;
import dev.weir.eventstore.NotServingException;
import dev.weir.eventstore.PartitionLoop;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.core.GenericMessage;
import org.axonframework.messaging.core.MessageType;

/** From a book to its loop, and on the loop through Axon. */
public final class BookDispatcher {
    private final EventStoreNode node;
    private final CommandBus bus;

    /** One for each kind of command. */
    private final Map<String, MessageType> types = new ConcurrentHashMap<>();

    /** Names of messages that never leave this node: Axon's own draws random ones. */
    private final AtomicLong messages = new AtomicLong();

    /**
     * @param bus and no gateway: a gateway converts payloads, and these are objects already
     */
    BookDispatcher(EventStoreNode node, CommandBus bus) {
        this.node = node;
        this.bus = bus;
    }

    public EventStoreNode node() {
        return node;
    }

    /**
     * The book's partition, or empty if this node has not heard of the book; see {@link
     * EventStoreNode#refresh}.
     */
    public OptionalInt partitionOf(String book) {
        try {
            return OptionalInt.of(node.partitionOf(book));
        } catch (NotServingException e) {
            if (e.reason() == NotServingException.Reason.BOOK_UNKNOWN) {
                return OptionalInt.empty();
            }
            throw new ServiceException(
                    e.reason() == NotServingException.Reason.NOT_OWNER
                            ? ServiceError.NOT_OWNER
                            : ServiceError.STARTING);
        }
    }

    /** Runs the task on the partition's loop; fails with {@link ServiceException} only. */
    public <T> CompletableFuture<T> onLoop(
            int partition, Lane lane, Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        PartitionLoop loop;
        try {
            loop = node.loop(partition);
        } catch (NotServingException e) {
            return CompletableFuture.failedFuture(Failures.translate(e));
        }
        loop.submit(lane, task)
                .whenComplete(
                        (value, failure) -> {
                            if (failure == null) {
                                result.complete(value);
                            } else {
                                result.completeExceptionally(Failures.translate(failure));
                            }
                        });
        return result;
    }

    /**
     * Dispatches through Axon; only on the book's loop. When it returns, the command is decided and
     * its events are accepted; the future is done when they are durable.
     */
    public CompletableFuture<Void> dispatch(BookCommand command) {
        GenericMessage message =
                new GenericMessage(
                        Long.toString(messages.incrementAndGet()),
                        types.computeIfAbsent(command.name(), MessageType::new),
                        command,
                        Map.of());
        return bus.dispatch(new GenericCommandMessage(message), null).thenApply(result -> null);
    }
}
