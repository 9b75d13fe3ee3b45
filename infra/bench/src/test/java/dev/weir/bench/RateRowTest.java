package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RateRowTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void theHighestRateIsNarrowedDownAndThenHeld() throws Exception {
        List<Measure> measures = row(700, 700).measure();

        assertThat(asked)
                .containsExactly(
                        "50/5", "200/8", "400/8", "800/8", "50/5", "600/8", "700/8", "700/15");
        assertThat(measures.get(0).value()).isEqualTo(700);
        assertThat(measures.get(0).met()).isFalse();
    }

    @Test
    void whatAShortStepHeldAndALongOneDidNotIsNotReported() throws Exception {
        List<Measure> measures = row(700, 400).measure();

        assertThat(asked).endsWith("700/15", "50/5", "525/15", "50/5", "393/15");
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

    @Test
    void aStepEndsWhenSoManyAnswersWereLateThatItIsNotHeld() throws Exception {
        assertThat(sentInTheFirstStep("DECIDE_JOB", 1_000_000_000L)).isEqualTo(200 * 8 / 100 + 1);
    }

    @Test
    void aStepEndsWhenSoManyAnswersWereFallbacksThatItIsNotHeld() throws Exception {
        assertThat(sentInTheFirstStep("FALLBACK", 0)).isEqualTo(2);
    }

    /** When every answer is on such a basis and comes so long after its payment was due. */
    private static int sentInTheFirstStep(String basis, long nanosLate) throws Exception {
        JsonNode payment = Json.tree("{\"basis\":\"" + basis + "\"}");
        List<Integer> steps = new ArrayList<>();
        new RateRow(
                        (rate, seconds, observer, goesOn) -> {
                            int sent = 0;
                            for (; sent < rate * seconds && goesOn.getAsBoolean(); sent++) {
                                observer.answered(System.nanoTime() - nanosLate, payment);
                            }
                            if (rate == 200) {
                                steps.add(sent);
                            }
                            return outcome(500_000);
                        },
                        DecidePace.QUICK,
                        "machine")
                .measure();
        return steps.getFirst();
    }

    private static OpenLoop.Outcome outcome(long micros) {
        Histogram latency = new Histogram(60_000_000L, 3);
        latency.recordValueWithCount(micros, 1_000);
        return new OpenLoop.Outcome(latency, 0, 0);
    }

    private RateRow row(int shortly, int forLong) {
        return new RateRow(
                (rate, seconds, observer, goesOn) -> {
                    asked.add(rate + "/" + seconds);
                    boolean holds = rate <= (seconds == 8 ? shortly : forLong);
                    return outcome(holds ? 10_000 : 500_000);
                },
                DecidePace.QUICK,
                "machine");
    }
}
