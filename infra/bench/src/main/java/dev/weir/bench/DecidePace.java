package dev.weir.bench;

/**
 * How long and how much of everything {@code bench decide} measures.
 *
 * @param warmSeconds of load before anything is measured: the compiler's time
 * @param restSeconds at the stated rate
 * @param shortSeconds at half of it, and at the stated rate without the cut-off
 * @param stepSeconds of each step of the search for the highest rate
 * @param heldSeconds for which the highest rate is then held
 * @param jobWarmSeconds of load before a job alone is measured
 * @param jobSeconds a job alone is measured at a fixed rate
 * @param backlog payments that are drained
 * @param accounts of the large state
 * @param windowPayments at the hot terminal
 * @param peerPayments that Drools and Flink CEP take
 * @param lookBackPayments that the look-back takes
 */
record DecidePace(
        int warmSeconds,
        int restSeconds,
        int shortSeconds,
        int stepSeconds,
        int heldSeconds,
        int jobWarmSeconds,
        int jobSeconds,
        int backlog,
        int accounts,
        int windowPayments,
        int peerPayments,
        int lookBackPayments) {

    /** About an hour on two idle cores. */
    static final DecidePace FULL =
            new DecidePace(
                    60, 300, 60, 20, 120, 40, 60, 1_000_000, 1_000_000, 1_000_000, 50_000, 10_000);

    /** About seven minutes on two idle cores, for a first look: its figures are no record. */
    static final DecidePace QUICK =
            new DecidePace(20, 20, 10, 8, 15, 20, 20, 100_000, 50_000, 100_000, 10_000, 3_000);
}
