package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogFaultTest {
    private static final EnumSet<LogFault> ALL = EnumSet.allOf(LogFault.class);

    @Test
    void everyKindHappensBeforeAnyHappensAgain() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(LogFault.plan(55, ALL, new Random(seed)).subList(0, ALL.size()))
                    .as("seed %s", seed)
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void aSeedGivesTheSamePlanAgainAndAnotherSeedAnother() {
        List<LogFault> plan = LogFault.plan(55, ALL, new Random(7));

        assertThat(plan).hasSize(55).isEqualTo(LogFault.plan(55, ALL, new Random(7)));
        assertThat(plan).isNotEqualTo(LogFault.plan(55, ALL, new Random(8)));
    }

    @Test
    void theShortFormNeedsNoDisk() {
        assertThat(LogFaults.Plan.brief(1).kinds())
                .hasSize(LogFaults.Plan.brief(1).faults())
                .doesNotContain(LogFault.FILL_DISK);
    }
}
