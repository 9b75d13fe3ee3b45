package dev.weir.eventstore;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * An owner's threads as steps: its own is a {@link Strand}, loop and acknowledgements are queues.
 */
final class SimulatedThreads implements OwnerThreads {
    private static final int IDLE_MILLIS = 30;

    private final Random random;
    private final LongSupplier now;
    private final boolean dropsAcknowledgements;
    private final PartitionLoop loop;
    private final ArrayDeque<Runnable> acknowledgements = new ArrayDeque<>();
    private Strand strand;
    private long wakeAt;

    /**
     * @param now the world's time, milliseconds
     * @param dropsAcknowledgements a planted fault: some callers are never told
     */
    SimulatedThreads(
            Random random, LongSupplier now, int loopTasksMax, boolean dropsAcknowledgements) {
        this.random = random;
        this.now = now;
        this.dropsAcknowledgements = dropsAcknowledgements;
        this.loop = PartitionLoop.stepped("simulated", loopTasksMax);
    }

    @Override
    public PartitionLoop loop() {
        return loop;
    }

    @Override
    public void start(Runnable lives) {
        strand = new Strand(lives);
    }

    @Override
    public void startAfter(OwnerThreads former, Runnable lives) {
        throw new UnsupportedOperationException("a simulated node owns its partition once");
    }

    /** What is left is told in later steps. */
    @Override
    public void ended() {}

    @Override
    public List<Pending> nextGroup(PartitionState state) throws InterruptedException {
        sleep(0);
        List<Pending> group = state.nextGroup(0);
        if (group.isEmpty() && !state.isAwaited()) {
            sleep(1 + random.nextInt(IDLE_MILLIS));
        }
        return group;
    }

    @Override
    public void acknowledge(Runnable work) {
        if (!dropsAcknowledgements || random.nextInt(10) > 0) {
            acknowledgements.add(work);
        }
    }

    @Override
    public void afterAcknowledgements(Runnable work) {
        while (!acknowledgements.isEmpty()) {
            sleep(1);
        }
        work.run();
    }

    @Override
    public void pause(Duration about, BooleanSupplier closed) {
        int longest = Math.toIntExact(about.toMillis());
        sleep(longest / 2 + random.nextInt(longest));
    }

    @Override
    public void close() {}

    /** Pauses the owner's strand for so many milliseconds of the world's time. */
    void sleep(long millis) {
        wakeAt = now.getAsLong() + millis;
        strand.pause();
    }

    long wakeAt() {
        return wakeAt;
    }

    boolean isEnded() {
        return strand.isEnded();
    }

    /** Whether nothing of it can run any more. */
    boolean isOver() {
        return strand.isEnded() && acknowledgements.isEmpty() && loop.depth() == 0;
    }

    /** Runs the owner's strand until its next pause. */
    void step() {
        strand.resume();
    }

    boolean hasAcknowledgements() {
        return !acknowledgements.isEmpty();
    }

    void stepAcknowledgements() {
        acknowledgements.poll().run();
    }

    /** The process is killed: nothing of it runs any more. */
    void crash() {
        acknowledgements.clear();
        strand.crash();
    }
}
