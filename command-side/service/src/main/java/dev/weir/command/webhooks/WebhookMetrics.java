package dev.weir.command.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** What webhooks count; see {@code docs/webhooks.md} and {@code /q/metrics}. */
final class WebhookMetrics {
    private final MeterRegistry registry;
    private final Counter queued;
    private final Timer age;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.queued =
                Counter.builder("weir.webhooks.queued")
                        .description("deliveries queued from the log")
                        .register(registry);
        this.age =
                Timer.builder("weir.webhooks.delivery.age")
                        .description("from the recording of an event to the receiver's answer")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(10))
                        .maximumExpectedValue(Duration.ofHours(1))
                        .register(registry);
    }

    void gauges(Supplier<Number> behind, Supplier<Number> open) {
        Gauge.builder("weir.webhooks.dispatch.behind", behind)
                .description("records of the log, of this node's partitions, not looked at yet")
                .register(registry);
        Gauge.builder("weir.webhooks.circuits.open", open)
                .description("addresses that this node leaves alone now")
                .register(registry);
    }

    void queued(int deliveries) {
        queued.increment(deliveries);
    }

    /**
     * An attempt or turn came to an end.
     *
     * @param outcome delivered, failed, dead, deferred or dropped
     */
    void turn(String outcome) {
        registry.counter("weir.webhooks.turns", "outcome", outcome).increment();
    }

    void delivered(long ageMicros) {
        age.record(Duration.ofNanos(Math.max(0, ageMicros) * 1_000));
    }
}
