package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One fixed log, many ways to run it, one SHA-256 over all decisions. What the job must write is
 * made without Flink, in log order.
 */
class DeterminismTest {
    private static final long SEED = Long.getLong("weir.seed", 41L);
    private static final int PAYMENTS = 120;

    @TempDir private static Path folder;

    private static Path models;
    private static FixedLog story;
    private static List<EventIn> log;
    private static Map<String, String> expected;

    @BeforeAll
    static void makeTheLog() throws Exception {
        models = folder.resolve("models");
        story = FixedLog.of(SEED, models, PAYMENTS);
        log = story.log();
        expected = Expected.comparable(Expected.of(story.whole(), Expected.models(models)));
    }

    @Test
    void theLogHasEverythingThatCanMoveADecision() throws Exception {
        Set<Outcome> outcomes = new HashSet<>();
        Set<ReasonSource> sources = new HashSet<>();
        Set<String> reasons = new HashSet<>();
        List<String> models = new ArrayList<>();
        int shadows = 0;
        for (Map.Entry<String, String> record : expected.entrySet()) {
            if (!record.getKey().startsWith("weir.decisions.v1.Decision/")) {
                shadows++;
                continue;
            }
            Decision decision = Decision.parseFrom(HexFormat.of().parseHex(record.getValue()));
            outcomes.add(decision.getOutcome());
            for (Reason reason : decision.getReasonsList()) {
                sources.add(reason.getSource());
                reasons.add(reason.getSourceId());
            }
            models.add(decision.getModelHash());
        }
        String seen = "seed " + SEED + ": " + reasons;
        assertThat(outcomes)
                .as(seen)
                .contains(Outcome.APPROVED, Outcome.REFERRED, Outcome.DECLINED);
        assertThat(sources)
                .as(seen)
                .contains(
                        ReasonSource.RULE,
                        ReasonSource.PATTERN,
                        ReasonSource.LIST,
                        ReasonSource.MODEL);
        assertThat(reasons)
                .as(seen)
                .contains("money-cycle", "shared-device", "card-testing-then-large", "large");
        assertThat(models).contains("", story.control().modelA, story.control().modelB);
        assertThat(shadows).isPositive();
        assertThat(story.late()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "false, 4", "true, 1", "true, 2", "true, 4"})
    void givesTheSameBytesInEveryShape(boolean fanOut, int parallelism) throws Exception {
        List<OutRecord> written =
                JobRun.until(
                        DeterminismTest::isWhole,
                        DecideJob::build,
                        JobRun.decide(parallelism, fanOut, models),
                        log);

        isTheSame(written);
        assertThat(written).as("each once").hasSameSizeAs(expected.keySet());
    }

    @ParameterizedTest
    @CsvSource({"false, 2, 4", "false, 4, 1", "true, 1, 2", "true, 4, 2"})
    void givesTheSameBytesThroughASavepointAndARescale(boolean fanOut, int before, int after)
            throws Exception {
        List<OutRecord> written =
                JobRun.restarted(
                        DeterminismTest::isWhole,
                        DecideJob::build,
                        JobRun.decide(before, fanOut, models),
                        JobRun.decide(after, fanOut, models),
                        log);

        isTheSame(written);
        assertThat(written).as("each once").hasSameSizeAs(expected.keySet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void givesTheSameBytesWhenATaskManagerIsKilled(boolean fanOut, @TempDir Path checkpoints)
            throws Exception {
        KilledRun.Outcome run =
                KilledRun.of(JobRun.decide(2, fanOut, models), log, expected.size(), checkpoints);

        isTheSame(run.written());
        assertThat(run.beforeKill()).as("mid-stream").isLessThan(expected.size());
    }

    private static boolean isWhole(List<OutRecord> written) {
        return written.size() >= expected.size();
    }

    /** The difference is shown by payment; the number is what all runs have in common. */
    private static void isTheSame(List<OutRecord> written) throws Exception {
        Map<String, String> bytes = Expected.bytes(written);
        assertThat(bytes).as("seed %d", SEED).isEqualTo(expected);
        assertThat(Expected.sha256(bytes)).isEqualTo(Expected.sha256(expected));
    }
}
