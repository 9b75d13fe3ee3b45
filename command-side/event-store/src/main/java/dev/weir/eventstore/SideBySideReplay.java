package dev.weir.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.messaging.eventhandling.processing.streaming.StreamingEventProcessor;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.EventTrackerStatus;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;

/**
 * Replays into a new processor beside the old one, since a processor of Axon 5.0.1 cannot reset its
 * tokens. Both read the same source; the new one has a name, tokens and a place for its result of
 * its own, and begins at the source's first token. The old one serves until the new one has passed
 * it:
 *
 * <ol>
 *   <li>{@link #start}: the new one runs beside the old one;
 *   <li>{@link #isCaughtUp}: it has seen all that the old one has;
 *   <li>{@link #switchOver}: the old one is stopped, the new one reaches where it ended, readers
 *       are pointed to the new result, the old tokens are deleted. Readers never see time run back.
 * </ol>
 *
 * <p>A switch that fails before readers were pointed elsewhere starts the old one again.
 */
public final class SideBySideReplay {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final StreamingEventProcessor old;
    private final StreamingEventProcessor next;
    private final TokenStore oldTokens;

    /**
     * @param old runs already
     * @param next not started; its initial token is the source's first
     * @param oldTokens the store of the old one's tokens
     */
    public SideBySideReplay(
            StreamingEventProcessor old, StreamingEventProcessor next, TokenStore oldTokens) {
        if (old.name().equals(next.name())) {
            throw new IllegalArgumentException(
                    "both processors are called " + old.name() + " and would share their tokens");
        }
        this.old = old;
        this.next = next;
        this.oldTokens = oldTokens;
    }

    /** Starts the new processor; the old one goes on. */
    public void start() {
        next.start().orTimeout(STOP.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** What the new one has handled of everything, empty before its first event. */
    public Optional<TrackingToken> reached() {
        return lowest(next);
    }

    /** Whether the new one has handled all that the old one has, as both stand now. */
    public boolean isCaughtUp() {
        Optional<TrackingToken> goal = highest(old);
        return goal.isEmpty() || covers(goal.get());
    }

    /**
     * Stops the old one, waits until the new one has reached where it ended, and switches.
     *
     * @param pointReaders makes readers use the new result; it runs once, after that
     * @throws TimeoutException the new one did not get there in time; the old one runs again
     */
    public void switchOver(Runnable pointReaders, Duration atMost)
            throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        await(this::isCaughtUp, deadline);
        List<Integer> segments = List.copyOf(old.processingStatus().keySet());
        Optional<TrackingToken> goal = highest(old);
        old.shutdown().orTimeout(STOP.toSeconds(), TimeUnit.SECONDS).join();
        try {
            // What it handled between the look and its stop is in its tokens.
            Optional<TrackingToken> end = stored(segments).or(() -> goal);
            await(() -> end.isEmpty() || covers(end.get()), deadline);
            pointReaders.run();
        } catch (TimeoutException | RuntimeException e) {
            old.start();
            throw e;
        }
        for (Integer segment : segments) {
            oldTokens
                    .deleteToken(old.name(), segment, null)
                    .exceptionally(alreadyGone -> null)
                    .join();
        }
    }

    private interface Look {
        boolean isTrue();
    }

    private void await(Look look, long deadline) throws TimeoutException, InterruptedException {
        while (!look.isTrue()) {
            if (next.isError()) {
                throw new IllegalStateException("processor " + next.name() + " has failed");
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        next.name() + " is at " + reached() + ", behind " + old.name());
            }
            Thread.sleep(LOOK);
        }
    }

    private boolean covers(TrackingToken goal) {
        return reached().filter(token -> token.covers(goal)).isPresent();
    }

    private Optional<TrackingToken> stored(List<Integer> segments) {
        return segments.stream()
                .map(segment -> oldTokens.fetchToken(old.name(), segment, null).join())
                .filter(java.util.Objects::nonNull)
                .reduce(TrackingToken::upperBound);
    }

    private static Optional<TrackingToken> lowest(StreamingEventProcessor processor) {
        List<TrackingToken> tokens = tokens(processor);
        return tokens.size() < processor.processingStatus().size()
                ? Optional.empty()
                : tokens.stream().reduce(TrackingToken::lowerBound);
    }

    private static Optional<TrackingToken> highest(StreamingEventProcessor processor) {
        return tokens(processor).stream().reduce(TrackingToken::upperBound);
    }

    private static List<TrackingToken> tokens(StreamingEventProcessor processor) {
        return processor.processingStatus().values().stream()
                .map(EventTrackerStatus::getTrackingToken)
                .filter(java.util.Objects::nonNull)
                .toList();
    }
}
