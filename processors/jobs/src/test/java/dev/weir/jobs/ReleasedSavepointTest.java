package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Savepoints of {@code decide} that an earlier build made, with the log and the models they were
 * made with. This build must go on from them as if nothing had been stopped.
 *
 * <p>With {@code -Dweir.savepoint.make=true} the test first makes them anew from this build.
 */
class ReleasedSavepointTest {
    private static final Path FOLDER = Path.of("src/test/resources/savepoint");
    private static final Path LOG = FOLDER.resolve("events.bin");
    private static final Path MODELS = FOLDER.resolve("models");
    private static final Path DECIDE = FOLDER.resolve("decide");
    private static final Path FAN_OUT = FOLDER.resolve("decide-fan-out");
    private static final long SEED = 2026;
    private static final int PAYMENTS = 32;

    private static final String WHAT_TO_DO =
            """
            this build does not go on from the savepoint in src/test/resources/savepoint as the \
            build did that made it: a running platform could not be upgraded without reading its \
            log anew. If that was not meant, keep the state's uid, type and meaning. If it was, \
            give the state another uid (DecideJob.STATE, DecideFanOut), so that Flink refuses the \
            old one, say in docs/patterns.md that this upgrade goes through the log with \
            --decide-from, and make the next savepoint: ./mvnw -pl processors/jobs -am \
            -DskipTests=false -Dtest=ReleasedSavepointTest -Dweir.savepoint.make=true \
            -Dsurefire.failIfNoSpecifiedTests=false test""";

    @BeforeAll
    static void makeTheNext() throws Exception {
        if (!Boolean.getBoolean("weir.savepoint.make")) {
            return;
        }
        delete(FOLDER);
        Files.createDirectories(FOLDER);
        List<EventIn> log = FixedLog.of(SEED, MODELS, PAYMENTS).whole();
        SavedEvents.write(LOG, log);
        List<EventIn> read = FixedLog.readByDecide(log);
        make(DecideJob::build, JobRun.decide(2, false, MODELS), read, DECIDE);
        make(DecideJob::build, JobRun.decide(2, true, MODELS), read, FAN_OUT);
    }

    private static void make(
            JobRun.Builder job, JobConfig config, List<EventIn> log, Path savepoint)
            throws Exception {
        String made = JobRun.stoppedAtHalf(job, config, log, FOLDER, new ArrayList<>());
        Files.move(Path.of(URI.create(made)), savepoint);
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 4", "true, 1", "true, 4"})
    void decideGoesOnFromTheSavepointOfTheLastRelease(boolean fanOut, int parallelism)
            throws Exception {
        List<EventIn> whole = SavedEvents.read(LOG);
        List<EventIn> log = FixedLog.readByDecide(whole);
        Map<String, String> unstopped =
                Expected.comparable(Expected.of(whole, Expected.models(MODELS)));
        Set<String> due = decidedInSecondHalf(log);

        Map<String, String> written =
                Expected.bytes(
                        restored(
                                records -> Expected.bytes(records).keySet().containsAll(due),
                                DecideJob::build,
                                JobRun.decide(parallelism, fanOut, MODELS),
                                log,
                                fanOut ? FAN_OUT : DECIDE));

        assertThat(written.keySet()).as(WHAT_TO_DO).containsAll(due);
        assertThat(unstopped).as(WHAT_TO_DO).containsAllEntriesOf(written);
        assertThat(written)
                .as("it went on, and did not begin anew")
                .hasSizeLessThan(unstopped.size() * 3 / 4);
    }

    private static List<OutRecord> restored(
            Predicate<List<OutRecord>> enough,
            JobRun.Builder job,
            JobConfig config,
            List<EventIn> log,
            Path savepoint) {
        try {
            return JobRun.restored(enough, job, config, log, savepoint.toUri().toString());
        } catch (Exception e) {
            throw new AssertionError(WHAT_TO_DO, e);
        }
    }

    /** Keys of the decisions of all payments in the second half of their partition. */
    private static Set<String> decidedInSecondHalf(List<EventIn> log) {
        Set<String> due = new HashSet<>();
        for (List<EventIn> part :
                log.stream().collect(Collectors.groupingBy(event -> event.partition)).values()) {
            for (EventIn event : part.subList(part.size() / 2, part.size())) {
                if (EventTypes.parse(event.type, event.value) instanceof PaymentRequested payment
                        && payment.getMode() != DecisionMode.HISTORY) {
                    due.add("weir.decisions.v1.Decision/" + payment.getPayment().getPaymentId());
                }
            }
        }
        return due;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
