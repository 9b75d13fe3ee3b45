package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.log.EventTypes;
import dev.weir.features.BookFeatures;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecideJobTest {
    private static final long SEED = Long.getLong("weir.seed", 7L);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void decidesEveryPaymentAsFeaturesAndRulesSay(int parallelism) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        DecideStory story = new DecideStory();
        for (int partition = 0; partition < 4; partition++) {
            story.withBook("book-" + partition, partition, 60, random);
        }
        Map<String, byte[]> expected = story.expected();

        List<OutRecord> decided =
                JobRun.until(
                        written -> written.size() >= expected.size(),
                        DecideJob::build,
                        parallelism,
                        story.log());

        assertThat(decided).as("seed %d", SEED).hasSameSizeAs(expected.keySet());
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        for (OutRecord record : decided) {
            Decision decision = Decision.parseFrom(record.value);
            assertThat(record.value)
                    .as("%s, seed %d", record.key, SEED)
                    .isEqualTo(expected.get(record.key));
            assertThat(record.key).isEqualTo(decision.getPaymentId());
            assertThat(record.book).isEqualTo(decision.getBook());
            assertThat(record.book).isEqualTo("book-" + record.partition);
            assertThat(DecisionTimes.parseFrom(record.times).getDecidedMicros()).isPositive();
            outcomes.add(decision.getOutcome());
        }
        assertThat(outcomes).contains(Outcome.APPROVED, Outcome.REFERRED, Outcome.DECLINED);
    }

    @Test
    void leavesOutNothingThatFeaturesOrRulesRead() {
        for (String type : EventTypes.names()) {
            assertThat(DecideJob.UNREAD.contains(type))
                    .as(type)
                    .isEqualTo(!BookFeatures.reads(type));
        }
        assertThat(EventTypes.names()).containsAll(ControlState.RULE_EVENTS);
    }
}
