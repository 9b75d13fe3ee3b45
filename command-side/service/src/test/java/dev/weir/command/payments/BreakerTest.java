package dev.weir.command.payments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long BUDGET = 150_000;

    private final Breaker breaker = new Breaker();

    @Test
    void opensAfterFallbacksInARow() {
        for (int i = 1; i < Breaker.FALLBACKS_TO_OPEN; i++) {
            assertThat(breaker.fellBack()).isFalse();
        }
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.fellBack()).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.fellBack()).isFalse();
    }

    @Test
    void aDecisionInTimeBetweenStartsTheCountAgain() {
        for (int i = 1; i < Breaker.FALLBACKS_TO_OPEN; i++) {
            breaker.fellBack();
        }
        breaker.decided(BUDGET, BUDGET);
        assertThat(breaker.fellBack()).isFalse();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void staysOpenWhileDecisionsAreLate() {
        for (int i = 0; i < Breaker.FALLBACKS_TO_OPEN; i++) {
            breaker.fellBack();
        }
        assertThat(breaker.decided(BUDGET + 1, BUDGET)).isFalse();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.decided(BUDGET, BUDGET)).isTrue();
        assertThat(breaker.isOpen()).isFalse();
    }
}
