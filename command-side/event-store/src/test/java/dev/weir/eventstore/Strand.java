package dev.weir.eventstore;

import java.util.concurrent.Semaphore;

/**
 * Code on a thread of its own that runs only while {@link #resume} waits for it: of all strands and
 * their scheduler one runs at a time, so that the scheduler's choices are all that can differ
 * between two runs.
 */
final class Strand {
    private final Semaphore go = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private boolean crashed;
    private boolean ended;
    private Throwable failure;

    /** Ends a strand where it stands, through every {@code finally}. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        private Crash() {
            super("the process is gone", null, false, false);
        }
    }

    Strand(Runnable body) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            go.acquireUninterruptibly();
                            try {
                                body.run();
                            } catch (Crash expected) {
                                // as it was asked to
                            } catch (Throwable broken) {
                                failure = broken;
                            } finally {
                                ended = true;
                                back.release();
                            }
                        });
    }

    /** Lets it run until its next pause or its end; not called from a strand. */
    void resume() {
        if (!ended) {
            go.release();
            back.acquireUninterruptibly();
            if (failure != null) {
                throw new AssertionError("a strand broke", failure);
            }
        }
    }

    /** Gives control back until it is resumed; called from the strand itself. */
    void pause() {
        requireAlive();
        back.release();
        go.acquireUninterruptibly();
        requireAlive();
    }

    /** Ends it: its next or present pause does not return. */
    void crash() {
        crashed = true;
        while (!ended) {
            resume();
        }
    }

    boolean isEnded() {
        return ended;
    }

    private void requireAlive() {
        if (crashed) {
            throw new Crash();
        }
    }
}
