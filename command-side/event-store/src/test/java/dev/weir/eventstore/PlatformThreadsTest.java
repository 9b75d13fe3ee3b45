package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PlatformThreadsTest {
    private final PlatformThreads threads = new PlatformThreads(0, 10, Duration.ofMillis(20));

    @Test
    void anOwnerThatIsInterruptedStillClosesWhatItHolds() {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean released = new AtomicBoolean();
        threads.start(
                () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    awaitQuietly(closed);
                    try {
                        threads.afterAcknowledgements(() -> released.set(true));
                    } finally {
                        threads.ended();
                    }
                });

        threads.close();
        assertThat(interrupted.getCount()).isZero();
        closed.countDown();

        await().untilTrue(released);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted twice", e);
        }
    }
}
