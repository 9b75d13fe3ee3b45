package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternDrafted;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.ReasonSource;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.ControlHistory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecideJobTest {
    private static final long SEED = Long.getLong("weir.seed", 7L);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void decidesEveryPaymentAsTheDefinitionsSay(int parallelism) throws Exception {
        DecideStory story = story(SEED);
        Map<String, byte[]> expected = story.expected();

        List<OutRecord> written =
                JobRun.until(
                        records -> records.size() >= expected.size(),
                        DecideJob::build,
                        parallelism,
                        story.log());

        assertThat(Expected.bytes(written))
                .as("seed %d", SEED)
                .isEqualTo(Expected.comparable(expected));
        assertThat(written).hasSameSizeAs(expected.keySet());
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        Set<ReasonSource> sources = EnumSet.noneOf(ReasonSource.class);
        for (OutRecord record : written) {
            assertThat(record.book).isEqualTo("book-" + record.partition);
            if (record.type.equals("weir.decisions.v1.Decision")) {
                Decision decision = Decision.parseFrom(record.value);
                assertThat(record.key).isEqualTo(decision.getPaymentId());
                assertThat(record.book).isEqualTo(decision.getBook());
                assertThat(DecisionTimes.parseFrom(record.times).getDecidedMicros()).isPositive();
                outcomes.add(decision.getOutcome());
                decision.getReasonsList().forEach(reason -> sources.add(reason.getSource()));
            }
        }
        assertThat(outcomes).contains(Outcome.APPROVED, Outcome.REFERRED, Outcome.DECLINED);
        assertThat(sources).contains(ReasonSource.RULE, ReasonSource.PATTERN, ReasonSource.LIST);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1"})
    void aSavepointInTheMiddleChangesNoByte(int before, int after) throws Exception {
        DecideStory story = story(SEED + 1);
        Map<String, byte[]> expected = story.expected();

        List<OutRecord> written =
                JobRun.restarted(
                        records -> records.size() >= expected.size(),
                        DecideJob::build,
                        JobRun.config(before),
                        JobRun.config(after),
                        story.log());

        assertThat(Expected.bytes(written))
                .as("seed %d", SEED)
                .isEqualTo(Expected.comparable(expected));
        assertThat(written).as("each once").hasSameSizeAs(expected.keySet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBooksOfAPartitionMayComeInAnyOrder(boolean fanOut) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED + 2);
        DecideStory story = new DecideStory();
        story.withBook("book-0", 0, 50, random).withBook("book-0b", 0, 50, random);
        Map<String, byte[]> expected = story.expected();
        List<EventIn> log = new ArrayList<>();
        Deque<EventIn> first = new ArrayDeque<>();
        Deque<EventIn> second = new ArrayDeque<>();
        for (EventIn event : story.log()) {
            (event.isControl() ? log : event.book.equals("book-0") ? first : second).add(event);
        }
        while (!first.isEmpty() || !second.isEmpty()) {
            boolean fromFirst = second.isEmpty() || !first.isEmpty() && random.nextBoolean();
            log.add((fromFirst ? first : second).poll());
        }

        List<OutRecord> written =
                JobRun.until(
                        records -> records.size() >= expected.size(),
                        DecideJob::build,
                        JobRun.decide(1, fanOut, Path.of("")),
                        log);

        assertThat(Expected.bytes(written))
                .as("seed %d", SEED)
                .isEqualTo(Expected.comparable(expected));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyEventTypeGoesThroughTheJobAndStopsNothing(boolean fanOut) throws Exception {
        BookLog control = new BookLog(Topics.CONTROL_BOOK, Topics.CONTROL_PARTITION);
        BookLog book = new BookLog("book-1", 1);
        for (String type : EventTypes.names()) {
            Message event = EventTypes.prototype(type);
            (type.startsWith("weir.control.v1.") ? control : book).command(event);
        }
        control.command(ListDefined.newBuilder().setEntityValue(99).setKindValue(99).build())
                .command(
                        PatternDrafted.newBuilder()
                                .setPattern(Pattern.newBuilder().setKindValue(99))
                                .build());
        Ledger ledger = new Ledger();
        ledger.open("a");
        book.command(
                ledger.request(
                        "last", "a", 100, control.events().size() - 1, DecisionMode.REPLAYED));
        List<EventIn> log = new ArrayList<>(control.events());
        log.addAll(book.events());
        log.removeIf(event -> DecideJob.UNREAD.contains(event.type) && !event.isControl());

        List<OutRecord> written =
                JobRun.until(
                        records -> records.size() >= 2,
                        DecideJob::build,
                        JobRun.decide(1, fanOut, Path.of("")),
                        log);

        assertThat(written).extracting(record -> record.key).containsExactly("", "last");
    }

    private static DecideStory story(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DecideStory story = new DecideStory();
        for (int partition = 0; partition < 4; partition++) {
            story.withBook("book-" + partition, partition, 60, random);
        }
        return story;
    }

    @Test
    void leavesOutNothingThatFeaturesOrRulesRead() {
        for (String type : EventTypes.names()) {
            assertThat(DecideJob.UNREAD.contains(type))
                    .as(type)
                    .isEqualTo(!BookDecider.reads(type));
        }
        assertThat(EventTypes.names()).containsAll(ControlHistory.READS);
    }
}
