package dev.weir.eventstore;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What an event store is made of, beside the log. Start from {@link #defaults}.
 *
 * @param node name of this node, published in {@code weir.owners}
 * @param address host:port of its API, published in {@code weir.owners}
 * @param resolver tags to book
 * @param placements book to partition
 * @param payloads payloads to bytes
 * @param folds folding by one tag key; empty: every event is kept on heap and found by its tags
 * @param alongside records to commit with an event
 * @param checkpoints signed tree heads; empty: none are signed
 * @param indexFolder parent of the local indexes {@code pN}; empty: on heap
 * @param clock the owner's clock
 * @param recordedTime what to do with timestamps that run back
 * @param groupEventsMax most events in one transaction
 * @param groupBytesMax most bytes of values in one transaction (one command may exceed it)
 * @param pendingEventsMax accepted events that may wait for their transaction
 * @param loopTasksMax commands that may wait for the loop
 * @param retryFirst pause before the first new takeover; doubles up to {@code retryMax}, with
 *     jitter
 * @param retryMax the longest pause
 */
public record EventStoreSettings(
        String node,
        String address,
        BookResolver resolver,
        BookPlacements placements,
        EventPayloads payloads,
        Optional<BookFolds> folds,
        Alongside alongside,
        Optional<CheckpointSettings> checkpoints,
        Optional<Path> indexFolder,
        InstantSource clock,
        RecordedTime recordedTime,
        int groupEventsMax,
        int groupBytesMax,
        int pendingEventsMax,
        int loopTasksMax,
        Duration retryFirst,
        Duration retryMax) {

    /** What becomes of an event's timestamp. */
    public enum RecordedTime {
        /**
         * It is the owner's recorded time: lifted to the last one of the book where it would run
         * back, and an owner whose clock is more than 2 s behind the log refuses to own.
         */
        MONOTONIC,
        /** It is whatever the publisher says. */
        AS_GIVEN
    }

    public EventStoreSettings {
        if (groupEventsMax < 1 || groupBytesMax < 1 || loopTasksMax < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
        if (pendingEventsMax < groupEventsMax) {
            throw new IllegalArgumentException(
                    "pendingEventsMax " + pendingEventsMax + " is below groupEventsMax");
        }
    }

    /**
     * Protobuf payloads, no folding, monotonic time. 2,000 events a group: beyond it a broker on
     * two cores gains nothing; 4 MiB stay below the request size; 20,000 pending events are ten
     * groups.
     */
    public static EventStoreSettings defaults(
            String node, BookResolver resolver, BookPlacements placements) {
        return new EventStoreSettings(
                node,
                "",
                resolver,
                placements,
                EventPayloads.protobuf(),
                Optional.empty(),
                Alongside.NOTHING,
                Optional.empty(),
                Optional.empty(),
                InstantSource.system(),
                RecordedTime.MONOTONIC,
                2_000,
                4 << 20,
                20_000,
                4_096,
                Duration.ofMillis(50),
                Duration.ofSeconds(5));
    }

    public EventStoreSettings withAddress(String value) {
        return new EventStoreSettings(
                node,
                value,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                checkpoints,
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withPayloads(EventPayloads value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                value,
                folds,
                alongside,
                checkpoints,
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withFolds(BookFolds value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                Optional.of(value),
                alongside,
                checkpoints,
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withAlongside(Alongside value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                value,
                checkpoints,
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withCheckpoints(CheckpointSettings value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                Optional.of(value),
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withIndexFolder(Path value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                checkpoints,
                Optional.of(value),
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withClock(InstantSource value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                checkpoints,
                indexFolder,
                value,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withRecordedTime(RecordedTime value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                checkpoints,
                indexFolder,
                clock,
                value,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withPendingEventsMax(int value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                checkpoints,
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                value,
                loopTasksMax,
                retryFirst,
                retryMax);
    }

    public EventStoreSettings withLoopTasksMax(int value) {
        return new EventStoreSettings(
                node,
                address,
                resolver,
                placements,
                payloads,
                folds,
                alongside,
                checkpoints,
                indexFolder,
                clock,
                recordedTime,
                groupEventsMax,
                groupBytesMax,
                pendingEventsMax,
                value,
                retryFirst,
                retryMax);
    }
}
