package dev.weir.command.engine;

import dev.weir.command.interbook.InterbookDriver;
import dev.weir.contract.Topics;
import dev.weir.eventstore.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once a second and partition by partition: expires holds, captures what is due, forgets
 * idempotency keys, and asks again what other books have not answered. Each is bounded in one turn.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final BookDispatcher dispatcher;
    private final BookTimers timers;
    private final InterbookDriver interbook;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("weir-housekeeping").factory());

    Housekeeping(BookDispatcher dispatcher, BookTimers timers, InterbookDriver interbook) {
        this.dispatcher = dispatcher;
        this.timers = timers;
        this.interbook = interbook;
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
            timers.fire(id);
        }
        interbook.tick(partition);
        return CompletableFuture.completedFuture(null);
    }
}
