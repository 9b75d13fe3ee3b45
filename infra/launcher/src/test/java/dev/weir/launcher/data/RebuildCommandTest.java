package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.views.v1.BookProgress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RebuildCommandTest {
    private final Map<String, Long> behind = new HashMap<>(Map.of("a", 10L, "b", 3L));

    private void told(String type, byte[] value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topics.VIEWS, 0, 0, new byte[0], value);
        record.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
        RebuildCommand.pass(behind, record);
    }

    private void progress(String book, long sequence) {
        told(
                "weir.views.v1.BookProgress",
                BookProgress.newBuilder()
                        .setBook(book)
                        .setSequence(sequence)
                        .build()
                        .toByteArray());
    }

    @Test
    void aBookIsRebuiltWhenItsViewsAreToldAsFarAsTheyStood() {
        progress("a", 9);
        progress("b", 3);
        progress("unheard", 99);
        assertThat(behind).containsOnlyKeys("a");
        progress("a", 12);
        assertThat(behind).isEmpty();
    }

    @Test
    void whatIsNoProgressIsPassedOver() {
        told("weir.views.v1.BookProgress", new byte[] {-1});
        told("weir.views.v1.AccountView", new byte[0]);
        assertThat(behind).hasSize(2);
    }
}
