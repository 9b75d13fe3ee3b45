package dev.weir.domain;

import java.util.List;
import java.util.Map;

/** What a command comes to. */
public sealed interface Outcome {
    /**
     * The events are to be appended as one run.
     *
     * @param events may be empty for internal commands that change nothing
     * @param id the entity: account, transfer, payment, alert; equals the subject of the last event
     */
    record Accepted(List<NewEvent> events, String id) implements Outcome {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * The same command was carried out before; nothing is written.
     *
     * @param sequence last record that it wrote
     * @param recordHash hash of that record
     */
    record Repeated(String id, long sequence, String recordHash) implements Outcome {}

    /**
     * A rule says no. The parameters are those that the code's message names, each at most 128
     * characters.
     *
     * @param events to be appended all the same, in one run: what was due by time alone when the
     *     command met it, such as the expiry of a hold
     */
    record Refused(RefusalCode code, Map<String, String> parameters, List<NewEvent> events)
            implements Outcome {
        public Refused {
            parameters = Map.copyOf(parameters);
            events = List.copyOf(events);
        }

        public Refused(RefusalCode code, Map<String, String> parameters) {
            this(code, parameters, List.of());
        }
    }
}
