package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PgbenchTest {
    @Test
    void readsTheRateThatPgbenchPrints() {
        String printed =
                """
                number of transactions actually processed: 10331
                latency average = 12.4 ms
                initial connection time = 95.310 ms
                tps = 5163.214567 (without initial connection time)
                """;

        assertThat(Pgbench.rate(printed)).contains(5163.214567);
    }

    @Test
    void hasNoRateWhenPgbenchFailed() {
        assertThat(Pgbench.rate("pgbench: error: connection failed")).isEmpty();
    }
}
