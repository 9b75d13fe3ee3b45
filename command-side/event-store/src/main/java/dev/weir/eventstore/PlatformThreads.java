package dev.weir.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Three threads of the operating system for each owner. */
final class PlatformThreads implements OwnerThreads {
    /** How long the writer waits for work before it looks whether it was closed. */
    private static final long IDLE_MILLIS = 200;

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(15);

    private final int partition;
    private final Duration closeWait;
    private final PartitionLoop loop;
    private final ExecutorService acknowledgements;
    private Thread thread = new Thread();

    PlatformThreads(int partition, int loopTasksMax) {
        this(partition, loopTasksMax, CLOSE_WAIT);
    }

    /**
     * @param closeWait how long {@link #close} waits for the owner's thread before it interrupts
     *     it, and after that
     */
    PlatformThreads(int partition, int loopTasksMax, Duration closeWait) {
        this.partition = partition;
        this.closeWait = closeWait;
        this.loop = new PartitionLoop("weir-loop-" + partition, loopTasksMax);
        this.acknowledgements =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("weir-ack-" + partition).factory());
    }

    @Override
    public PartitionLoop loop() {
        return loop;
    }

    @Override
    public void start(Runnable lives) {
        thread = Thread.ofPlatform().daemon().name("weir-owner-" + partition).start(lives);
    }

    @Override
    public void startAfter(OwnerThreads former, Runnable lives) {
        Thread before = ((PlatformThreads) former).thread;
        start(
                () -> {
                    try {
                        before.join();
                        lives.run();
                    } catch (InterruptedException e) {
                        ended();
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Override
    public void ended() {
        acknowledgements.shutdown();
    }

    @Override
    public List<Pending> nextGroup(PartitionState state) throws InterruptedException {
        return state.nextGroup(IDLE_MILLIS);
    }

    @Override
    public void acknowledge(Runnable work) {
        acknowledgements.execute(work);
    }

    @Override
    public void afterAcknowledgements(Runnable work) {
        CompletableFuture.runAsync(work, acknowledgements).join();
    }

    @Override
    public void pause(Duration about, BooleanSupplier closed) {
        long jittered =
                ThreadLocalRandom.current().nextLong(about.toNanos() / 2, about.toNanos() + 1);
        long until = System.nanoTime() + jittered;
        while (!closed.getAsBoolean() && System.nanoTime() < until) {
            LockSupport.parkNanos(Math.min(until - System.nanoTime(), 50_000_000L));
        }
    }

    @Override
    public void close() {
        try {
            if (!thread.join(closeWait)) {
                thread.interrupt();
            }
            // Its end shuts them down; until then it needs them to close what it holds.
            acknowledgements.awaitTermination(closeWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
