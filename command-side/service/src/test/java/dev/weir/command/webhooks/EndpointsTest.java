package dev.weir.command.webhooks;

import static dev.weir.command.webhooks.Endpoints.Entry.BUSY;
import static dev.weir.command.webhooks.Endpoints.Entry.ENTERED;
import static dev.weir.command.webhooks.Endpoints.Entry.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Duration QUICK = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofSeconds(2);

    private long nanos = 1_000;
    private final Endpoints endpoints = new Endpoints(8, Duration.ofSeconds(10), () -> nanos);

    @Test
    void anAddressOfGoodStandingGetsHalfOfTheLanes() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(enter("a")).isEqualTo(ENTERED);
        }
        assertThat(enter("a")).isEqualTo(BUSY);
        assertThat(enter("b")).isEqualTo(ENTERED);
        endpoints.left("a", true, QUICK);
        assertThat(enter("a")).isEqualTo(ENTERED);
    }

    @Test
    void aSlowAddressGetsOneLaneUntilItIsQuickAgain() throws Exception {
        enter("a");
        endpoints.left("a", true, SLOW);

        assertThat(enter("a")).isEqualTo(ENTERED);
        assertThat(enter("a")).isEqualTo(BUSY);
        endpoints.left("a", true, QUICK);
        enter("a");
        assertThat(enter("a")).isEqualTo(ENTERED);
    }

    @Test
    void slowAddressesTogetherLeaveMoreThanHalfOfTheLanes() throws Exception {
        for (String slow : new String[] {"a", "b", "c", "d"}) {
            enter(slow);
            endpoints.left(slow, true, SLOW);
        }
        assertThat(enter("a")).isEqualTo(ENTERED);
        assertThat(enter("b")).isEqualTo(ENTERED);
        assertThat(enter("c")).isEqualTo(ENTERED);
        assertThat(enter("d")).isEqualTo(BUSY);
        assertThat(enter("good")).isEqualTo(ENTERED);
        endpoints.left("a", true, QUICK);
        assertThat(enter("d")).isEqualTo(ENTERED);
    }

    @Test
    void whatWasUnderWayWhenAnAddressBecameSlowIsCountedOutAgain() throws Exception {
        for (int i = 0; i < 4; i++) {
            enter("a");
        }
        for (int i = 0; i < 4; i++) {
            endpoints.left("a", false, SLOW);
        }
        for (String slow : new String[] {"b", "c", "d"}) {
            enter(slow);
            endpoints.left(slow, true, SLOW);
            assertThat(enter(slow)).isEqualTo(ENTERED);
        }
    }

    @Test
    void afterFiveFailuresItIsLeftAloneThenAskedOnceAndForLongerEachTime() throws Exception {
        fail(5);
        assertThat(enter("a")).isEqualTo(OPEN);
        assertThat(endpoints.open()).isEqualTo(1);
        later(11);
        assertThat(enter("a")).isEqualTo(ENTERED);
        assertThat(enter("a")).isEqualTo(OPEN);
        endpoints.left("a", false, QUICK);
        later(11);
        assertThat(enter("a")).isEqualTo(OPEN);
        later(10);
        assertThat(enter("a")).isEqualTo(ENTERED);
        endpoints.left("a", true, QUICK);
        assertThat(enter("a")).isEqualTo(ENTERED);
        assertThat(enter("a")).isEqualTo(ENTERED);
        assertThat(endpoints.open()).isZero();
    }

    private void fail(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(enter("a")).isEqualTo(ENTERED);
            endpoints.left("a", false, QUICK);
        }
    }

    private void later(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private Endpoints.Entry enter(String endpoint) throws InterruptedException {
        return endpoints.enter(endpoint, Duration.ZERO);
    }
}
