package dev.weir.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WindowTest {
    private final AtomicLong counter = new AtomicLong(100);
    private final Window window = new Window(Map.of("events", counter::get));

    @Test
    void countsOnlyWhatIsAnsweredWhileItIsOpen() {
        window.answered(1);
        window.open();
        window.answered(1);
        window.answered(1);
        Map<String, Double> figures = window.close();
        window.answered(1);

        assertThat(figures).containsEntry("answered", 2.0);
    }

    @Test
    void tellsByHowMuchCountersGrew() {
        window.open();
        counter.addAndGet(42);

        assertThat(window.close()).containsEntry("events", 42.0);
    }

    @Test
    void givesTheMedianAndTheSlowestHundredth() {
        window.open();
        for (int millis = 1; millis <= 100; millis++) {
            window.answered(millis * 1_000_000L);
        }
        Map<String, Double> figures = window.close();

        assertThat(figures).containsEntry("p50_millis", 51.0).containsEntry("p99_millis", 100.0);
    }
}
