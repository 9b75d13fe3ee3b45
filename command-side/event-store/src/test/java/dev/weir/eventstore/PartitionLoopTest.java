package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionLoopTest {
    private final PartitionLoop loop = new PartitionLoop("test-loop", 2);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        gate.countDown();
        loop.close();
    }

    @Test
    void runsThePriorityLaneBeforeTheNormalOne() throws Exception {
        blockLoop();
        loop.submit(Lane.NORMAL, () -> run("command"));
        loop.submit(Lane.PRIORITY, () -> run("decision"));
        CompletableFuture<String> last = loop.submit(Lane.NORMAL, () -> run("last"));
        gate.countDown();

        assertThat(last.get(5, TimeUnit.SECONDS)).isEqualTo("last");
        assertThat(ran).containsExactly("decision", "command", "last");
    }

    @Test
    void refusesAtOnceWhenTheLaneIsFull() throws Exception {
        blockLoop();
        loop.submit(Lane.NORMAL, () -> run("1"));
        loop.submit(Lane.NORMAL, () -> run("2"));

        assertThat(loop.submit(Lane.NORMAL, () -> run("3")))
                .failsWithin(Duration.ofMillis(200))
                .withThrowableThat()
                .withCauseInstanceOf(OverloadedException.class);
        assertThat(loop.submit(Lane.PRIORITY, () -> run("decision"))).isNotDone();
        assertThat(loop.depth()).isEqualTo(3);
    }

    @Test
    void tellsHowLongTheNextCommandHasWaited() throws Exception {
        assertThat(loop.waitedNanos()).isZero();
        blockLoop();
        loop.submit(Lane.NORMAL, () -> run("1"));
        long firstLook = loop.waitedNanos();
        Thread.sleep(5);
        loop.submit(Lane.NORMAL, () -> run("2"));

        assertThat(loop.waitedNanos() - firstLook).isGreaterThanOrEqualTo(5_000_000L);
    }

    @Test
    void goesOnAfterATaskThatThrows() throws Exception {
        CompletableFuture<String> broken =
                loop.submit(
                        Lane.NORMAL,
                        () -> {
                            throw new IllegalStateException("broken");
                        });

        assertThat(broken).failsWithin(Duration.ofSeconds(5));
        assertThat(loop.submit(Lane.NORMAL, () -> run("next")).get(5, TimeUnit.SECONDS))
                .isEqualTo("next");
    }

    private CompletableFuture<String> run(String name) {
        ran.add(name);
        return CompletableFuture.completedFuture(name);
    }

    private void blockLoop() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        loop.submit(
                Lane.NORMAL,
                () -> {
                    entered.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return CompletableFuture.completedFuture(null);
                });
        entered.await();
    }
}
