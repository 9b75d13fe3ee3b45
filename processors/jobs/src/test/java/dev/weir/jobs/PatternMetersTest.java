package dev.weir.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.Topics;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.Pattern;
import dev.weir.contract.control.v1.PatternActivated;
import dev.weir.contract.control.v1.PatternKind;
import dev.weir.contract.control.v1.PatternStep;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import dev.weir.features.decide.BookDecider;
import dev.weir.features.decide.Control;
import dev.weir.features.decide.ControlHistory;
import dev.weir.features.decide.Scorers;
import dev.weir.features.patterns.Patterns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.junit.jupiter.api.Test;

class PatternMetersTest {
    private static final Pattern PATTERN =
            Pattern.newBuilder()
                    .setPatternId("twice")
                    .setVersion(3)
                    .setKind(PatternKind.SEQUENCE)
                    .setEntity(EntityKind.ACCOUNT)
                    .setWithinMillis(60_000)
                    .addSteps(PatternStep.newBuilder().setName("any").setAtLeast(2))
                    .setOutcome(Outcome.REFERRED)
                    .build();

    @Test
    void sumsWhatAVersionKeepsInAllBooks() {
        ControlHistory history = new ControlHistory(FeatureSet.payments2(), Scorers.NONE);
        history.on(0, activated());
        Control control = history.at(0).orElseThrow();
        PatternMeters meters = new PatternMeters(new UnregisteredMetricsGroup());
        HeapState one = bookWith(control, 2);
        HeapState other = bookWith(control, 5);

        meters.payment("one", control, one);
        meters.payment("other", control, other);

        assertThat(meters.usage("twice/3").keys()).isEqualTo(7);
        assertThat(meters.usage("twice/3").bytes())
                .isEqualTo(
                        Patterns.usage(one, PATTERN).bytes()
                                + Patterns.usage(other, PATTERN).bytes());
        assertThat(meters.usage("twice/2").keys()).isZero();
    }

    @Test
    void theJobHasGaugesOfEveryPatternThatItFollows() throws Exception {
        BookLog control = new BookLog(Topics.CONTROL_BOOK, Topics.CONTROL_PARTITION);
        Ledger ledger = new Ledger();
        ledger.open("a");
        BookLog book = new BookLog("book", 1);
        List<EventIn> log = new ArrayList<>(control.command(activated()).events());
        log.addAll(book.command(ledger.request("p", "a", 100, 0, DecisionMode.REPLAYED)).events());
        InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();

        JobRun.until(
                written -> !written.isEmpty(),
                (env, config, source, sink) -> {
                    env.configure(reporter.addToConfiguration(new Configuration()));
                    DecideJob.build(env, config, source, sink);
                },
                1,
                log);

        assertThat(groupsWith("weir.decide.patternKeys", reporter)).contains("twice/3");
        assertThat(groupsWith("weir.decide.patternBytes", reporter)).contains("twice/3");
    }

    private static List<String> groupsWith(String metric, InMemoryReporter reporter) {
        return reporter.getMetricsByGroup().entrySet().stream()
                .filter(group -> group.getValue().containsKey(metric))
                .flatMap(group -> Stream.of(group.getKey().getScopeComponents()))
                .toList();
    }

    private static PatternActivated activated() {
        return PatternActivated.newBuilder()
                .setPatternId("twice")
                .setVersion(3)
                .setDefinition(PATTERN.toByteString())
                .build();
    }

    private static HeapState bookWith(Control control, int accounts) {
        BookDecider decider = new BookDecider(FeatureSet.payments2());
        HeapState state = new HeapState();
        Ledger ledger = new Ledger();
        for (int i = 0; i < accounts; i++) {
            ledger.open("a" + i);
            decider.learn(
                    "book",
                    ledger.request("p" + i, "a" + i, 100, 0, DecisionMode.HISTORY),
                    BookLog.START_MICROS,
                    control,
                    state);
        }
        return state;
    }
}
