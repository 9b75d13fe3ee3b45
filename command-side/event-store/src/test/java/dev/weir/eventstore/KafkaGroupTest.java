package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** How a group travels to the broker. */
class KafkaGroupTest {
    private static final int GROUPS = 40;
    private static final int RECORDS = 100;

    private final StoreTopics topics = TestStores.freshTopics();
    private final KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), topics);

    @Test
    void aGroupTakesOneRequest() throws JMException {
        KafkaChecks.prepare(kafka, 1, (short) 1);
        try (KafkaPartitionLog log = new KafkaPartitionLog(kafka, 0)) {
            log.fence();
            // then the marker of what the fence aborted is written, and counts for no group
            log.end();
            long before = appends();
            for (int i = 0; i < GROUPS; i++) {
                log.append(Collections.nCopies(RECORDS, event()));
            }

            // the group itself, and the marker of its commit; in two requests it would be three
            assertThat(appends() - before).isBetween((long) GROUPS, 9L * GROUPS / 4);
        }
    }

    private long appends() throws JMException {
        return (long)
                ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(
                                new ObjectName(
                                        "kafka.server:type=BrokerTopicMetrics,"
                                                + "name=TotalProduceRequestsPerSec,topic="
                                                + topics.events()),
                                "Count");
    }

    private Outgoing event() {
        return new Outgoing(
                topics.events(),
                0,
                0,
                "book".getBytes(StandardCharsets.UTF_8),
                List.of(),
                new byte[300]);
    }
}
