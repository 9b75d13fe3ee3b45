package dev.weir.launcher;

/**
 * Ends a command with one sentence for its user and an exit code; never shown with a stack trace.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Failure(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    public static Failure failed(String sentence) {
        return new Failure(ExitCode.FAILED, sentence, null);
    }

    public static Failure failed(String sentence, Throwable cause) {
        return new Failure(ExitCode.FAILED, sentence, cause);
    }

    public static Failure wrongUsage(String sentence) {
        return new Failure(ExitCode.WRONG_USAGE, sentence, null);
    }

    public static Failure notReachable(String sentence) {
        return new Failure(ExitCode.NOT_REACHABLE, sentence, null);
    }

    public int exitCode() {
        return exitCode;
    }
}
