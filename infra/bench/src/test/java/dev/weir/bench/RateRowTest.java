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
                .containsExactly("200/8", "400/8", "800/8", "50/5", "600/8", "700/8", "700/15");
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
    void aStepEndsWhenItIsCertainThatItIsNotHeld() throws Exception {
        List<Integer> answered = new ArrayList<>();
        JsonNode approved = Json.tree("{\"basis\":\"DECISION\"}");

        new RateRow(
                        (rate, seconds, observer, goesOn) -> {
                            long longAgo = System.nanoTime() - 1_000_000_000L;
                            int sent = 0;
                            while (sent < rate * seconds && goesOn.getAsBoolean()) {
                                observer.answered(longAgo, approved);
                                sent++;
                            }
                            answered.add(sent);
                            return outcome(500_000);
                        },
                        DecidePace.QUICK,
                        "machine")
                .measure();

        assertThat(answered).startsWith(200 * 8 / 100 + 1);
    }

    @Test
    void aStepOfManyFallbacksEndsToo() throws Exception {
        List<Integer> answered = new ArrayList<>();
        JsonNode blind = Json.tree("{\"basis\":\"FALLBACK\"}");

        new RateRow(
                        (rate, seconds, observer, goesOn) -> {
                            int sent = 0;
                            while (sent < rate * seconds && goesOn.getAsBoolean()) {
                                observer.answered(System.nanoTime(), blind);
                                sent++;
                            }
                            answered.add(sent);
                            return outcome(500_000);
                        },
                        DecidePace.QUICK,
                        "machine")
                .measure();

        assertThat(answered).startsWith(2);
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
