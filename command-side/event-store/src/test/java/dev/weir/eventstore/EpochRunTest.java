package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The long run's own test; {@code -Dtest.transactions=70000} crosses the border of the epochs
 * twice, in minutes.
 */
class EpochRunTest {
    private static final int CROSSED_TWICE = 65_600;
    private final int transactions = Integer.getInteger("test.transactions", 300);

    @Test
    void everyTransactionOfALongRowIsInTheLogOnceAndInOrder() throws Exception {
        EpochRun run =
                new EpochRun(new KafkaSettings(TestBroker.bootstrap(), TestStores.freshTopics()));

        EpochRun.Report report = run.run(transactions);

        System.out.println("epochs: " + report);
        assertThat(report.isSound()).as(report.toString()).isTrue();
        assertThat(report.read()).isEqualTo(transactions);
        assertThat(report.producerIds()).isGreaterThan(transactions > CROSSED_TWICE ? 2 : 0);
        run.deleteTopics();
    }

    @Test
    void refusesToRunWithoutABroker() throws Exception {
        assertThat(EpochsMain.run(new String[] {"--epochs"}, Map.of())).isEqualTo(2);
    }
}
