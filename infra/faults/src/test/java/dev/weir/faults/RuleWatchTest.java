package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.launcher.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final RuleWatch watch = new RuleWatch("r", 2, List.of("a", "b"));

    @Test
    void aVersionIsLiveWhenADecisionOfEveryBookNamesIt() throws Exception {
        answered("a", 1, 2, "DECIDE_JOB", 2);
        assertThat(watch.await(Duration.ZERO)).isFalse();

        answered("b", 3, 4, "DECIDE_JOB", 2);

        assertThat(watch.await(Duration.ZERO)).isTrue();
        assertThat(watch.slowestSeconds(SECOND)).isEqualTo(3.0);
    }

    @Test
    void aPaymentSentAfterThatWithAnotherVersionIsStaleAndOneUnderWayIsNot() throws Exception {
        answered("a", 1, 2, "DECIDE_JOB", 2);
        answered("a", 1, 3, "DECIDE_JOB", 1);
        assertThat(watch.stale()).isZero();

        answered("a", 3, 4, "DECIDE_JOB", 1);
        answered("b", 3, 4, "DECIDE_JOB", 1);

        assertThat(watch.stale()).isEqualTo(1);
    }

    @Test
    void aFallbackSaysNothingOfVersions() throws Exception {
        answered("a", 1, 2, "FALLBACK", 2);
        answered("b", 1, 2, "FALLBACK", 2);
        answered("a", 3, 4, "FALLBACK", 1);

        assertThat(watch.await(Duration.ZERO)).isFalse();
        assertThat(watch.stale()).isZero();
    }

    private void answered(String book, long sent, long answered, String basis, int version)
            throws IOException {
        watch.answered(
                book,
                sent * SECOND,
                answered * SECOND,
                Json.tree(
                        "{\"basis\":\"%s\",\"reasons\":[{\"source_id\":\"other\",\"source_version\":9},{\"source_id\":\"r\",\"source_version\":%d}]}"
                                .formatted(basis, version)));
    }
}
