package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.payments.v1.DecisionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link DecideJob#settings} does to RocksDB; the memory of a task manager is left out. */
class DecideSettingsTest {
    private static final JobConfig CONFIG = JobConfig.fromArgs("--kafka", "here:1");
    private static final int PAYMENTS = 6_000;

    @TempDir private Path folder;

    private KeyedBroadcastOperatorTestHarness<String, EventIn, EventIn, OutRecord> operator;

    @AfterEach
    void close() throws Exception {
        operator.close();
    }

    @Test
    void filesAreWrittenWhileThePaymentsComeAndNotOnlyForACheckpoint() throws Exception {
        takePayments(DecideJob.settings(CONFIG));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(files()).isPositive());
    }

    @Test
    void otherwiseACheckpointFindsAllThatWasWritten() throws Exception {
        takePayments(CONFIG.flink());
        assertThat(files()).isZero();

        operator.snapshot(1, 1);

        assertThat(files()).isPositive();
    }

    /** Files that RocksDB has written. */
    private long files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".sst")).count();
        }
    }

    private void takePayments(Configuration flink) throws Exception {
        EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(true);
        rocks.setDbStoragePath(folder.toString());
        rocks.getMemoryConfiguration().setUseManagedMemory(false);
        operator = DecideOperator.on(rocks.configure(flink, getClass().getClassLoader()), 0);
        operator.open();
        operator.setProcessingTime(BookLog.START_MICROS / 1_000);
        for (EventIn event : new DecideStory().control.events()) {
            operator.processBroadcastElement(event, 0);
        }
        Ledger ledger = new Ledger();
        ledger.open("a");
        BookLog log = new BookLog("main", 1);
        for (int i = 0; i < PAYMENTS; i++) {
            log.command(ledger.request("h" + i, "a", 100, 0, DecisionMode.HISTORY));
        }
        for (EventIn event : log.events()) {
            operator.processElement(event, 0);
        }
    }
}
