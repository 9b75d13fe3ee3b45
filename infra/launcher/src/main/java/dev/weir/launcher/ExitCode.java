package dev.weir.launcher;

/** The exit codes of every command; scripts rely on them. */
public final class ExitCode {
    public static final int DONE = 0;

    /** A check failed, differences were found, or the work could not be done. */
    public static final int FAILED = 1;

    public static final int WRONG_USAGE = 2;

    /** No platform runs on this data folder, or it does not answer. */
    public static final int NOT_REACHABLE = 3;

    private ExitCode() {}
}
