package dev.weir.eventstore;

import java.time.Duration;

/** Keeps a directory of books up to date with what other owners write. */
interface BookFeed extends AutoCloseable {
    /** How long one read waits; also how soon a close is noticed. */
    Duration POLL = Duration.ofMillis(200);

    void start();

    /** Whether everything that was there at the start was read. */
    boolean isCaughtUp();

    @Override
    void close();
}
