package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RateRowTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void theHighestRateIsNarrowedDownAndThenHeld() throws Exception {
        List<Measure> measures = row(700, 700).measure();

        assertThat(asked).containsExactly("200/8", "400/8", "800/8", "600/8", "700/8", "700/15");
        assertThat(measures.get(0).value()).isEqualTo(700);
        assertThat(measures.get(0).met()).isFalse();
    }

    @Test
    void whatAShortStepHeldAndALongOneDidNotIsNotReported() throws Exception {
        List<Measure> measures = row(700, 400).measure();

        assertThat(asked).endsWith("700/15", "525/15", "393/15");
        assertThat(measures.get(0).value()).isEqualTo(393);
    }

    @Test
    void aPlatformThatHoldsNothingIsReportedAsSuch() throws Exception {
        assertThat(row(10, 10).measure().get(0).value()).isZero();
    }

    @Test
    void aimIsMetAtItsRate() throws Exception {
        assertThat(row(100_000, 100_000).measure().get(0).met()).isTrue();
    }

    private RateRow row(int shortly, int forLong) {
        return new RateRow(
                (rate, seconds) -> {
                    asked.add(rate + "/" + seconds);
                    boolean holds = rate <= (seconds == 8 ? shortly : forLong);
                    Histogram latency = new Histogram(60_000_000L, 3);
                    latency.recordValueWithCount(holds ? 10_000 : 500_000, 1_000);
                    return new OpenLoop.Outcome(latency, 0, 0);
                },
                DecidePace.QUICK,
                "machine");
    }
}
