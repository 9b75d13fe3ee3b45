package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.util.List;

/** Records of other topics that are committed in the same transaction as an event. */
@FunctionalInterface
public interface Alongside {
    Alongside NOTHING = event -> List.of();

    List<Outgoing> of(EventRecord event);
}
