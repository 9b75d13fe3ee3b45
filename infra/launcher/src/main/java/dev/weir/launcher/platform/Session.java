package dev.weir.launcher.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a process in a session of its own: Ctrl-C in a terminal goes to every process of the
 * terminal's group, and the broker must not end before those that write to it.
 */
public final class Session {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private Session() {}

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
