package dev.weir.query.apply;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Measures every few seconds how many records of weir.views are not applied yet. */
@ApplicationScoped
public class LagGauge {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final AssignedPartitions assigned;
    private final ViewMetrics metrics;
    private final KafkaClientService kafka;
    private Cancellable ticks = () -> {};

    LagGauge(
            @Identifier("views-positions") AssignedPartitions assigned,
            ViewMetrics metrics,
            KafkaClientService kafka) {
        this.assigned = assigned;
        this.metrics = metrics;
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        ticks =
                Multi.createFrom()
                        .ticks()
                        .every(PERIOD)
                        .onOverflow()
                        .drop()
                        .onItem()
                        .transformToUniAndConcatenate(
                                tick ->
                                        kafka.<byte[], byte[]>getConsumer(ViewsChannel.CHANNEL)
                                                .runOnPollingThread(this::lag)
                                                .onFailure()
                                                .recoverWithItem(0L))
                        .subscribe()
                        .with(metrics::lag);
    }

    private long lag(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        return ends.entrySet().stream()
                .mapToLong(
                        end ->
                                assigned.find(end.getKey().partition())
                                        .map(one -> one.behind(end.getValue()))
                                        .orElse(0L))
                .sum();
    }

    @PreDestroy
    void stop() {
        ticks.cancel();
    }
}
