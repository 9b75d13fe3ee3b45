package dev.weir.command.engine;

import dev.weir.contract.Topics;
import dev.weir.eventstore.EventStoreNode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sees to it that a node knows the control book before it serves any other: from its own fold when
 * it owns the control partition, else from the log. Once begun, following never ends, since the
 * partition may leave again.
 */
final class ControlWatch {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_MILLIS = 20;

    private final EventStoreNode node;
    private final ControlState control;
    private boolean following;

    ControlWatch(EventStoreNode node, ControlState control) {
        this.node = node;
        this.control = control;
    }

    /**
     * Returns when the partition may serve.
     *
     * @throws IllegalStateException if the control book can't be known now
     */
    void await(int partition) throws InterruptedException {
        if (partition == Topics.CONTROL_PARTITION) {
            return;
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isKnown()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the control book is not known here yet");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean isKnown() throws InterruptedException {
        if (node.owns(Topics.CONTROL_PARTITION)) {
            return node.metrics(Topics.CONTROL_PARTITION).serving()
                    && control.durableSequence() >= 0;
        }
        follow();
        try {
            node.refresh().get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
        // A platform that has just begun has no rules yet; their owner is about to write them.
        return control.durableSequence() >= 0;
    }

    /** Begins to read the control book from the log, unless it is being read. */
    synchronized void follow() {
        if (!following) {
            following = true;
            node.follow(Topics.CONTROL_PARTITION, control::followed);
        }
    }
}
