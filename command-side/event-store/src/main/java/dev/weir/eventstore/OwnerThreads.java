package dev.weir.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What carries an owner: the loop's thread, its own, the one that tells callers, and how it waits.
 * {@link PlatformThreads} in production; the seeded simulation of the tests puts steps in their
 * place that it orders itself, so that the same class runs in both.
 */
interface OwnerThreads {

    /** Where the commands of the partition run. */
    PartitionLoop loop();

    /** Begins the owner's own thread; called once. */
    void start(Runnable lives);

    /**
     * As {@link #start}, when the owner that {@code former} carries, of this process, has ended.
     */
    void startAfter(OwnerThreads former, Runnable lives);

    /** Nothing comes any more from the owner's own thread, which is about to end. */
    void ended();

    /** The next group of accepted appends; empty when none came for a while. */
    List<Pending> nextGroup(PartitionState state) throws InterruptedException;

    /** Hands over what tells callers; one after another, never on the owner's thread. */
    void acknowledge(Runnable work);

    /** Runs the work when all that was handed to {@link #acknowledge} has run, and waits for it. */
    void afterAcknowledgements(Runnable work);

    /** Waits for about the time, or until closed. */
    void pause(Duration about, BooleanSupplier closed);

    /** Waits for the end of what was started. */
    void close();
}
