package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.store.v1.PartitionOwner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a takeover finds at the end of topics that it shares with other partitions. */
class KafkaReadBackTest {
    /** More than one block that is read back. */
    private static final int OTHERS = 5_000;

    private final StoreTopics topics = TestStores.freshTopics();
    private final KafkaSettings kafka = new KafkaSettings(TestBroker.bootstrap(), topics);

    @Test
    void theLastEpochIsFoundBehindManyRecordsOfAnotherPartition() {
        KafkaChecks.prepare(kafka, 2, (short) 1);
        try (KafkaPartitionLog first = fenced(0);
                KafkaPartitionLog other = fenced(1)) {
            first.append(List.of(owner(0, first.epoch())));
            other.append(Collections.nCopies(OTHERS, owner(1, other.epoch())));

            try (KafkaPartitionLog second = fenced(0)) {
                assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
            }
        }
    }

    @Test
    void blocksComeFromTheEndAndNoMoreThanAreWanted() {
        KafkaChecks.prepare(kafka, 2, (short) 1);
        try (KafkaPartitionLog log = fenced(0)) {
            log.append(List.of(owner(0, 1)));
            log.append(Collections.nCopies(OTHERS, owner(0, 2)));

            List<byte[]> all = new ArrayList<>();
            log.readBack(
                    topics.owners(),
                    block -> {
                        all.addAll(0, block);
                        return true;
                    });
            List<List<byte[]>> one = new ArrayList<>();
            log.readBack(
                    topics.owners(),
                    block -> {
                        one.add(block);
                        return false;
                    });

            assertThat(all).hasSize(OTHERS + 1);
            assertThat(all.getFirst()).isEqualTo(owner(0, 1).value());
            assertThat(one).singleElement().satisfies(b -> assertThat(b).hasSizeLessThan(OTHERS));
        }
    }

    private KafkaPartitionLog fenced(int partition) {
        KafkaPartitionLog log = new KafkaPartitionLog(kafka, partition);
        log.fence();
        return log;
    }

    private Outgoing owner(int partition, long epoch) {
        return new Outgoing(
                topics.owners(),
                -1,
                0,
                Integer.toString(partition).getBytes(StandardCharsets.UTF_8),
                List.of(),
                PartitionOwner.newBuilder()
                        .setPartition(partition)
                        .setEpoch(epoch)
                        .build()
                        .toByteArray());
    }
}
