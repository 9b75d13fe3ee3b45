package dev.weir.launcher.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a process stands beside the others. It has a session of its own: Ctrl-C in a terminal goes to
 * every process of the terminal's group, and the broker must not end before those that write to it.
 */
public final class Session {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final Path NICE = Path.of("/usr/bin/nice");

    /** A third of the processor's share of one that is not behind. */
    private static final String BEHIND = "5";

    private Session() {}

    /**
     * The same command, behind the others when there is too little processor for all, where the
     * system can do that: what shows the past must not hold up what decides a payment.
     */
    static List<String> behind(List<String> command) {
        return Files.isExecutable(NICE)
                ? Stream.concat(Stream.of(NICE.toString(), "-n", BEHIND), command.stream()).toList()
                : command;
    }

    /** The same command in its own session where the system can do that, with the same pid. */
    public static List<String> own(List<String> command) {
        if (!Files.isExecutable(SETSID)) {
            return command;
        }
        List<String> whole = new ArrayList<>();
        whole.add(SETSID.toString());
        whole.addAll(command);
        return whole;
    }
}
