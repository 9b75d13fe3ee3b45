package dev.weir.command.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.StopPattern;
import dev.weir.contract.commands.v1.StopRule;
import dev.weir.contract.control.v1.AlertBand;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBandsTest {
    private final List<Message> sent = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private long control = 7;
    private List<AlertBands.Banded> inForce = List.of(rule(1));
    private final AlertBands bands =
            new AlertBands(
                    new AlertBands.Source(() -> control, book -> inForce),
                    (command, key) -> {
                        sent.add(command);
                        keys.add(key);
                    });

    @Test
    void aRuleThatFlagsMoreThanItsBandIsStoppedOnceTheWindowIsFull() {
        decide("b", 89, 0, reason(ReasonSource.RULE, 1, false));
        decide("b", 0, 10, reason(ReasonSource.RULE, 1, false));
        assertThat(sent).isEmpty();
        decide("b", 0, 1, reason(ReasonSource.RULE, 1, false));

        assertThat(sent)
                .containsExactly(
                        StopRule.newBuilder()
                                .setRuleId("r")
                                .setVersion(1)
                                .setFlagged(11)
                                .setPayments(100)
                                .setBook("b")
                                .build());
        assertThat(keys).containsExactly("band:r:1:b:7");
    }

    @Test
    void theEdgesOfTheBandAreWithinIt() {
        decide("b", 90, 10, reason(ReasonSource.RULE, 1, false));
        decide("b", 99, 1, reason(ReasonSource.RULE, 1, false));

        assertThat(sent).isEmpty();
    }

    @Test
    void aRuleThatFlagsTooFewIsStoppedToo() {
        decide("b", 100, 0, reason(ReasonSource.RULE, 1, false));

        assertThat(((StopRule) sent.getFirst()).getFlagged()).isZero();
    }

    @Test
    void shadowAndOtherVersionsAndSourcesDoNotCount() {
        decide("b", 0, 33, reason(ReasonSource.RULE, 1, true));
        decide("b", 0, 33, reason(ReasonSource.RULE, 2, false));
        decide("b", 0, 33, reason(ReasonSource.PATTERN, 1, false));
        decide("b", 0, 1, reason(ReasonSource.RULE, 1, false));

        assertThat(sent).isEmpty();
    }

    @Test
    void booksAreCountedApartAndAWindowBeginsAnew() {
        decide("b", 40, 10, reason(ReasonSource.RULE, 1, false));
        decide("c", 40, 10, reason(ReasonSource.RULE, 1, false));
        decide("b", 50, 0, reason(ReasonSource.RULE, 1, false));
        decide("b", 98, 2, reason(ReasonSource.RULE, 1, false));

        assertThat(sent).isEmpty();
    }

    @Test
    void aNewVersionBeginsAnewWithTheControlBooksNextPosition() {
        decide("b", 0, 50, reason(ReasonSource.RULE, 1, false));
        inForce = List.of(rule(2));
        control++;
        decide("b", 99, 1, reason(ReasonSource.RULE, 2, false));

        assertThat(sent).isEmpty();
    }

    @Test
    void patternsAreStoppedLikeRules() {
        inForce = List.of(new AlertBands.Banded(ReasonSource.PATTERN, "r", 1, rule(1).band()));
        control++;
        decide("b", 0, 100, reason(ReasonSource.PATTERN, 1, false));

        assertThat(sent.getFirst()).isInstanceOf(StopPattern.class);
    }

    private void decide(String book, int clean, int flagged, Reason reason) {
        for (int i = 0; i < clean; i++) {
            bands.decided(book, Decision.getDefaultInstance());
        }
        for (int i = 0; i < flagged; i++) {
            bands.decided(book, Decision.newBuilder().addReasons(reason).build());
        }
    }

    private static Reason reason(ReasonSource source, int version, boolean shadow) {
        return Reason.newBuilder()
                .setSource(source)
                .setSourceId("r")
                .setSourceVersion(version)
                .setShadow(shadow)
                .build();
    }

    /** Of 100 payments 1 to 10. */
    private static AlertBands.Banded rule(int version) {
        return new AlertBands.Banded(
                ReasonSource.RULE,
                "r",
                version,
                AlertBand.newBuilder()
                        .setMinPpm(10_000)
                        .setMaxPpm(100_000)
                        .setOverPayments(100)
                        .build());
    }
}
