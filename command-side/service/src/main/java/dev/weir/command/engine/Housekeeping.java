package dev.weir.command.engine;

import dev.weir.contract.Topics;
import dev.weir.contract.log.Micros;
import dev.weir.domain.Book;
import dev.weir.domain.InternalCommand;
import dev.weir.eventstore.Lane;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires holds and forgets idempotency keys, once a second and partition by partition; the domain
 * bounds what one turn may do, so a mass expiry takes several.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final BookDispatcher dispatcher;
    private final InstantSource clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("weir-housekeeping").factory());

    Housekeeping(BookDispatcher dispatcher, InstantSource clock) {
        this.dispatcher = dispatcher;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** What it throws would end the timer for good. */
    private void tick() {
        try {
            tidyAll();
        } catch (RuntimeException e) {
            LOG.warn("the housekeeping was interrupted: {}", e.toString());
        }
    }

    private void tidyAll() {
        for (int partition : dispatcher.node().partitions()) {
            if (dispatcher.node().metrics(partition).serving()) {
                dispatcher
                        .<Void>onLoop(partition, Lane.PRIORITY, () -> tidy(partition))
                        .whenComplete(
                                (done, failure) -> {
                                    if (failure != null) {
                                        LOG.debug(
                                                "partition {}: {}", partition, failure.toString());
                                    }
                                });
            }
        }
    }

    private CompletableFuture<Void> tidy(int partition) {
        for (String id : dispatcher.node().booksOf(partition)) {
            if (id.equals(Topics.CONTROL_BOOK)) {
                continue;
            }
            Book book = (Book) dispatcher.node().state(id);
            long now = book.now(Micros.of(clock.instant()));
            if (book.holdsDue(now)) {
                dispatcher.dispatch(BookCommand.internal(id, new InternalCommand.HoldsDue()));
            }
            if (book.keysDue(now)) {
                dispatcher.dispatch(BookCommand.internal(id, new InternalCommand.KeysDue()));
            }
        }
        return CompletableFuture.completedFuture(null);
    }
}
