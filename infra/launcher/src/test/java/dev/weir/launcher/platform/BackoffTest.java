package dev.weir.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void waitsDoubleUpToTenSeconds() {
        long[] waits = new long[8];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = backoff.failed();
        }

        assertThat(waits).containsExactly(200, 400, 800, 1600, 3200, 6400, 10_000, 10_000);
        assertThat(backoff.failures()).isEqualTo(8);
    }

    @Test
    void halfAMinuteOfHealthForgivesAll() {
        backoff.failed();
        backoff.failed();

        backoff.observed(true, 1_000);
        backoff.observed(true, 31_000);

        assertThat(backoff.failures()).isZero();
        assertThat(backoff.failed()).isEqualTo(200);
    }

    @Test
    void healthThatIsInterruptedForgivesNothing() {
        backoff.failed();

        backoff.observed(true, 1_000);
        backoff.observed(false, 20_000);
        backoff.observed(true, 21_000);
        backoff.observed(true, 50_999);

        assertThat(backoff.failed()).isEqualTo(400);
    }
}
