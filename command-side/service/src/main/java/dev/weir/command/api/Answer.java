package dev.weir.command.api;

import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.domain.RefusalCode;
import java.util.Map;

/** What became of a command. */
public sealed interface Answer {
    /** It was carried out, or had been before. */
    record Done(CommandReply reply) implements Answer {}

    /** A rule refused it. */
    record Refused(RefusalCode code, Map<String, String> parameters) implements Answer {
        public Refused {
            parameters = Map.copyOf(parameters);
        }
    }
}
