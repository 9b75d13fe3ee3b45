package dev.weir.domain;

/** Seeds of random tests: {@code -Dtest.seed=N} runs others; each names its own when it fails. */
final class Seeds {
    private Seeds() {}

    /** The seed of one run of a repeated test. */
    static long of(int repetition) {
        return Long.getLong("test.seed", 1L) * 1_000 + repetition;
    }
}
