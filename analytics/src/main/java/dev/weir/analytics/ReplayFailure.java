package dev.weir.analytics;

/**
 * Why a replay ended without a result, as a sentence for the user and the exit code that stands for
 * it.
 */
final class ReplayFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int CHECK_FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NOT_REACHABLE = 3;

    private final int exitCode;

    private ReplayFailure(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    static ReplayFailure checkFailed(String sentence) {
        return new ReplayFailure(CHECK_FAILED, sentence, null);
    }

    static ReplayFailure wrongUsage(String sentence) {
        return new ReplayFailure(WRONG_USAGE, sentence, null);
    }

    static ReplayFailure notReachable(String sentence, Throwable cause) {
        return new ReplayFailure(NOT_REACHABLE, sentence, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
