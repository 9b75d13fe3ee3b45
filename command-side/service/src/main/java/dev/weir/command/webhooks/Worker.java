package dev.weir.command.webhooks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does something with Kafka until it is closed, and begins anew with new clients
 * after a failure: where it goes on is in Kafka.
 */
abstract class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration LEAVE_MAX = Duration.ofSeconds(3);

    private final String name;
    private final Thread thread;
    private volatile boolean closed;

    Worker(String name) {
        this.name = name;
        this.thread = Thread.ofPlatform().daemon().name("weir-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Works until {@link #isClosed()}; what it opens it closes. */
    abstract void work() throws InterruptedException;

    boolean isClosed() {
        return closed;
    }

    /** Ends the work without waiting for it; what blocks in it is to be ended by {@link #stop}. */
    void signal() {
        closed = true;
        stop();
    }

    /** Wakes the work up; from any thread. */
    void stop() {}

    @Override
    public void close() {
        signal();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(LEAVE_MAX)) {
                thread.interrupt();
                thread.join(LEAVE_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                work();
            } catch (WakeupException e) {
                LOG.trace("{} was woken up", name);
            } catch (InterruptedException | InterruptException e) {
                closed = true;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warn("{} begins anew: {}", name, e.toString());
                    pause(AGAIN);
                }
            }
        }
    }

    private void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            closed = true;
        }
    }
}
