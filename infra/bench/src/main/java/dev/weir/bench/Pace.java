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
 */
record Pace(
        double firstSeconds,
        double warmSeconds,
        double roundSeconds,
        int rounds,
        List<Integer> sweep,
        int longHistory,
        int heapAccounts) {

    /** About a quarter of an hour on two idle cores. */
    static final Pace FULL =
            new Pace(25, 1, 5, 2, List.of(1, 4, 16, 64, 256, 512, 1_024), 1_000_000, 200_000);

    /** About two minutes on two idle cores, for a first look: its figures are no record. */
    static final Pace QUICK = new Pace(8, 0.5, 1.5, 1, List.of(1, 64, 512), 20_000, 100_000);
}
