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

    private static final long CLOSE_WAIT_SECONDS = 15;

    private final int partition;
    private final PartitionLoop loop;
    private final ExecutorService acknowledgements;
    private Thread thread = new Thread();

    PlatformThreads(int partition, int loopTasksMax) {
        this.partition = partition;
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
            if (!thread.join(Duration.ofSeconds(CLOSE_WAIT_SECONDS))) {
                thread.interrupt();
            }
            acknowledgements.shutdown();
            acknowledgements.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
