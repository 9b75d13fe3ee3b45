package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlindRowTest {
    private static final long SECOND = 1_000_000_000L;

    private final BlindRow.Blind blind = new BlindRow.Blind();

    @Test
    void withoutAFallbackNoTimeIsBlind() {
        blind.answered(12 * SECOND, false);

        assertThat(blind.count()).isZero();
        assertThat(blind.lastAfter(10 * SECOND)).isZero();
        assertThat(blind.firstClearSecond(10 * SECOND)).isZero();
    }

    @Test
    void aSlowMomentLongBehindTheInterruptionCountsAsLastButNotAsPartOfIt() {
        blind.answered(10 * SECOND + SECOND / 2, true);
        blind.answered(11 * SECOND, true);
        blind.answered(11 * SECOND + SECOND / 2, false);
        blind.answered(30 * SECOND, true);

        assertThat(blind.count()).isEqualTo(3);
        assertThat(blind.lastAfter(10 * SECOND)).isEqualTo(20);
        assertThat(blind.firstClearSecond(10 * SECOND)).isEqualTo(1);
    }
}
