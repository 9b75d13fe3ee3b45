package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UnhurriedFetchTest {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(UnhurriedFetch.PAUSE_MILLIS);
    private static final ConsumerRecords<byte[], byte[]> RECORDS =
            new ConsumerRecords<>(
                    Map.of(
                            new TopicPartition("events", 0),
                            List.of(
                                    new ConsumerRecord<>(
                                            "events", 0, 0, new byte[0], new byte[0]))),
                    Map.of());

    private final List<Long> slept = new ArrayList<>();
    private long now = -5;
    private final UnhurriedFetch fetch =
            new UnhurriedFetch(
                    () -> now,
                    nanos -> {
                        slept.add(nanos);
                        now += nanos;
                    });

    @Test
    void recordsAfterAQuietMomentAreTakenAtOnce() {
        fetch.onConsume(RECORDS);
        now += PAUSE;
        fetch.onConsume(RECORDS);

        assertThat(slept).isEmpty();
    }

    @Test
    void recordsRightBehindOthersAreTakenAPauseLater() {
        fetch.onConsume(RECORDS);
        now += PAUSE / 4;
        fetch.onConsume(RECORDS);
        fetch.onConsume(RECORDS);

        assertThat(slept).containsExactly(PAUSE - PAUSE / 4, PAUSE);
    }

    @Test
    void nothingIsLeftOut() {
        assertThat(fetch.onConsume(RECORDS)).isSameAs(RECORDS);
    }
}
