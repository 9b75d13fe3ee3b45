package dev.weir.bench;

import java.util.List;

/**
 * How long and how often everything is measured.
 *
 * @param firstSeconds of load before anything is measured: the compiler's time
 * @param warmSeconds before each round
 * @param roundSeconds of each round
 * @param rounds of each load; peers take turns
 * @param sweep callers
 * @param longHistory events of the account with the longest history
 * @param heapAccounts opened to learn what an account takes
 * @param largeBook whose owner is killed
 */
record Pace(
        double firstSeconds,
        double warmSeconds,
        double roundSeconds,
        int rounds,
        List<Integer> sweep,
        int longHistory,
        int heapAccounts,
        LargeBook largeBook) {

    /**
     * A book that is taken over.
     *
     * @param transfers with what a snapshot covers
     * @param behind transfers that it does not cover
     */
    record LargeBook(int accounts, int transfers, int behind) {}

    /** About 25 minutes on two idle cores. */
    static final Pace FULL =
            new Pace(
                    40,
                    1,
                    5,
                    2,
                    List.of(1, 4, 16, 64, 256, 512, 1_024),
                    1_000_000,
                    200_000,
                    new LargeBook(1_000_000, 8_950_000, 50_000));

    /** About four minutes on two idle cores, for a first look: its figures are no record. */
    static final Pace QUICK =
            new Pace(
                    8,
                    0.5,
                    1.5,
                    1,
                    List.of(1, 64, 512),
                    20_000,
                    100_000,
                    new LargeBook(20_000, 200_000, 10_000));
}
