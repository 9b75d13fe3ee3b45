package dev.weir.eventstore;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories against a naive list; {@code -Dtest.seed=N} repeats the one that failed. */
class EngineModelTest {
    private static final int HISTORIES = 40;
    private static final int HISTORIES_TO_FIND = 20;

    @Test
    void everyAnswerIsThatOfTheNaiveList() {
        long only = Long.getLong("weir.seed", -1L);
        for (long seed = Math.max(only, 1); seed <= (only > 0 ? only : HISTORIES); seed++) {
            try {
                run(seed, Optional.empty());
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CONFLICTS_NOT_CHECKED",
                "MARKER_IGNORED",
                "MARKER_OF_A_COMMIT_ONE_BEHIND",
                "FIRST_CRITERION_CHECKED_ALONE",
                "TAG_LOST",
                "OR_READ_AS_AND",
                "TYPES_IGNORED",
                "SOURCING_STARTS_ONE_EARLY",
                "TOKEN_ONE_EARLY",
                "TIMES_TRUNCATED_ON_REPLAY"
            })
    void aPlantedFaultAnswersDifferently(PlantedFault fault) {
        for (long seed = 1; seed <= HISTORIES_TO_FIND; seed++) {
            try {
                run(seed, Optional.of(fault));
            } catch (Exception | AssertionError found) {
                return;
            }
        }
        throw new AssertionError(fault + " answered as the naive list does");
    }

    private static void run(long seed, Optional<PlantedFault> fault) throws Exception {
        StoreTopics topics = TestStores.freshTopics();
        new EngineModel(seed, new BrokenWiring(topics, fault), topics).run();
    }
}
