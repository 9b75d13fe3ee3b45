package dev.weir.launcher.platform;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One part of the platform: how it is started, asked and stopped.
 *
 * @param address what a client uses
 * @param upProbe when this says yes, the parts that need this one may start; see {@link Probe}
 * @param probe when this says yes, the part is healthy
 * @param environment added to the supervisor's own
 * @param needs parts that must be up before the first start of this one
 * @param standIn part that does its work when it has died, and is to have the processor for that;
 *     empty: none
 * @param command makes the command line, preparing what it needs; called before each start
 * @param whenEnded run each time when its process has ended by itself, beside everything else
 * @param whenUp run once, when the part is up for the first time and before any part that needs it
 */
record PartSpec(
        String name,
        String address,
        String upProbe,
        String probe,
        Map<String, String> environment,
        Set<String> needs,
        String standIn,
        Command command,
        Hook whenUp,
        Hook whenEnded,
        Signal stop) {

    static final Hook NOTHING = () -> {};

    /** Prepares a start. */
    interface Command {
        List<String> prepare() throws IOException;
    }

    /** Sets up what a part serves, or clears up behind it. */
    interface Hook {
        void run() throws Exception;
    }

    /** How a part is asked to end. PostgreSQL takes TERM for "when the last client has left". */
    enum Signal {
        TERM,
        INT
    }
}
