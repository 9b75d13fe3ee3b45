package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final Rounds rounds = new Rounds();

    @Test
    void rateIsAllAnswersByAllSeconds() throws IOException {
        add("{\"answered\": 100, \"seconds\": 1}");
        add("{\"answered\": 300, \"seconds\": 3}");

        assertThat(rounds.perSecond()).isEqualTo(100);
    }

    @Test
    void processorTimeIsOfOneAnswer() throws IOException {
        add("{\"answered\": 10, \"cpu_nanos\": 200000, \"broker_cpu_nanos\": 100000}");

        assertThat(rounds.cpuMicros()).isEqualTo(20);
        assertThat(rounds.brokerMicros()).isEqualTo(10);
    }

    @Test
    void aTransactionHasAtLeastOneEvent() throws IOException {
        add("{\"answered\": 10}");

        assertThat(rounds.perTransaction()).isEqualTo(1);
    }

    @Test
    void oneSlowRoundDoesNotMoveTheMedian() throws IOException {
        add("{\"p99_millis\": 5}");
        add("{\"p99_millis\": 900}");
        add("{\"p99_millis\": 6}");

        assertThat(rounds.p99Millis()).isEqualTo(6);
    }

    private void add(String figures) throws IOException {
        rounds.add(Json.tree(figures));
    }
}
