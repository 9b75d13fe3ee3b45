package dev.weir.query.wait;

import dev.weir.query.Position;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Readers that wait until the views have reached a position. They are woken by this node's applier
 * as soon as a batch is committed, and by a look into PostgreSQL every 50 ms for what another node
 * applied. No thread is held while waiting.
 *
 * <p>Being woken is a hint, not a promise: the answer's own snapshot says what it includes.
 */
@ApplicationScoped
public class PositionWaits {
    /** About 200 bytes each; more than a node's workers could answer within the longest wait. */
    public static final int WAITERS_MAX = 10_000;

    private static final Logger LOG = Logger.getLogger(PositionWaits.class);
    private static final Duration LOOK = Duration.ofMillis(50);

    private record Waiter(Position wanted, CompletableFuture<Boolean> woken) {}

    private final ProgressTable progress;
    private final Map<String, Long> reached = new ConcurrentHashMap<>();
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /**
     * Looks, and ends waits: two threads, so that a look that PostgreSQL holds up ends no wait
     * late. Mutiny's own timer is not used: it refuses what is left of a wait when that is less
     * than a millisecond, and a refusal in the midst of a read is lost, so that nobody answers the
     * reader.
     */
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    2, work -> Thread.ofPlatform().daemon().name("position-wait").unstarted(work));

    PositionWaits(ProgressTable progress, MeterRegistry registry) {
        this.progress = progress;
        timer.setRemoveOnCancelPolicy(true);
        registry.gaugeCollectionSize("weir.position.waiters", List.of(), waiters);
    }

    void start(@Observes StartupEvent event) {
        timer.scheduleWithFixedDelay(
                this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
        waiters.forEach(waiter -> waiter.woken().complete(false));
    }

    /** The views of the book are committed up to the sequence. */
    public void reached(String book, long sequence) {
        reached.merge(book, sequence, Math::max);
        wake();
    }

    /** What was known of the book is not so: its tables were rebuilt, or lost their newest rows. */
    public void forget(String book) {
        reached.remove(book);
    }

    /** Somebody waits for a position of the book. */
    boolean isAwaited(String book) {
        return waiters.stream().anyMatch(waiter -> waiter.wanted().book().equals(book));
    }

    /** There is no room for one more waiter. */
    public boolean isFull() {
        return waiters.size() >= WAITERS_MAX;
    }

    /** Gives true once the position was reached, false when the time is over. */
    public Uni<Boolean> await(Position wanted, Duration atMost) {
        if (isReached(wanted)) {
            return Uni.createFrom().item(true);
        }
        if (atMost.isZero() || atMost.isNegative()) {
            return Uni.createFrom().item(false);
        }
        Waiter waiter = new Waiter(wanted, new CompletableFuture<>());
        waiters.add(waiter);
        Future<?> end =
                timer.schedule(
                        () -> waiter.woken().complete(false),
                        atMost.toNanos(),
                        TimeUnit.NANOSECONDS);
        // Also when the reader hangs up, which cancels it.
        waiter.woken()
                .whenComplete(
                        (woken, cancelled) -> {
                            waiters.remove(waiter);
                            end.cancel(false);
                        });
        // It may have been reached between the look above and its becoming a waiter.
        if (isReached(wanted)) {
            waiter.woken().complete(true);
        }
        return Uni.createFrom().completionStage(waiter.woken());
    }

    private boolean isReached(Position wanted) {
        return reached.getOrDefault(wanted.book(), Position.NOTHING) >= wanted.sequence();
    }

    private void wake() {
        for (Waiter waiter : waiters) {
            if (isReached(waiter.wanted())) {
                waiter.woken().complete(true);
            }
        }
    }

    private void look() {
        if (waiters.isEmpty()) {
            return;
        }
        try {
            Set<String> books =
                    waiters.stream()
                            .map(waiter -> waiter.wanted().book())
                            .collect(Collectors.toSet());
            progress.of(books)
                    .forEach((book, sequence) -> reached.merge(book, sequence, Math::max));
            wake();
        } catch (Exception e) {
            LOG.debugf("progress can't be read: %s", e.getMessage());
        }
    }
}
