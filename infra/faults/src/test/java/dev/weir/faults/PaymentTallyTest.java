package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaymentTallyTest {
    private static final long SECOND = 1_000_000_000L;

    private final PaymentTally tally = new PaymentTally();

    @Test
    void blindPaymentsAreThoseThatWereDueInTheTime() {
        for (int due = 0; due < 10; due++) {
            tally.answered(due * SECOND, due * SECOND, "FALLBACK DECIDE", due % 2 == 0);
        }

        PaymentTally.Blind blind = tally.blindFrom(3 * SECOND, 8 * SECOND);

        assertThat(blind.payments()).isEqualTo(3);
        assertThat(blind.lastAfterSeconds()).isEqualTo(5.0);
    }

    @Test
    void latenciesCountFromTheTimeDueAndCanBeginLater() {
        tally.answered(0, 9 * SECOND, "DECIDE_JOB", false);
        for (int i = 1; i <= 100; i++) {
            tally.answered(0, i * SECOND / 1_000, "DECIDE_JOB", false);
        }

        assertThat(tally.millisAt(0, 1)).containsExactly(9_000.0);
        assertThat(tally.millisAt(1, 0.5, 1)).containsExactly(51.0, 100.0);
        assertThat(tally.millisAt(101, 0.5)).containsExactly(0.0);
        assertThat(tally.answers()).isEqualTo(101);
    }

    @Test
    void aRefusalIsNoAnswerAndNoFurtherAttempt() {
        tally.refused("ACCOUNT_UNKNOWN");
        tally.askedAgain("HTTP 503");

        assertThat(tally.refusals()).isEqualTo(1);
        assertThat(tally.answers()).isZero();
        assertThat(tally.line()).contains("0 answered", "1 attempts more", "HTTP 503=1");
    }
}
