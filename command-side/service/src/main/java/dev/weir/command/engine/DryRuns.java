package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.DryRun;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.log.EventTypes;
import dev.weir.domain.NewEvent;
import dev.weir.domain.Outcome;
import java.util.Collection;

/** What a command would write, for its caller. */
final class DryRuns {
    private DryRuns() {}

    static DryRun of(Outcome.Accepted accepted) {
        DryRun.Builder dry = DryRun.newBuilder();
        for (NewEvent event : accepted.events()) {
            dry.addEvents(EventTypes.nameOf(event.payload()));
            visit(event.payload(), dry);
        }
        return dry.build();
    }

    /** In the order of field numbers, as the ledger's check of the log reads events. */
    private static void visit(Message message, DryRun.Builder dry) {
        switch (message) {
            case Posting posting -> dry.addPostings(posting);
            case HoldChange change -> dry.addHolds(change);
            default -> message.getAllFields().values().forEach(value -> visitValue(value, dry));
        }
    }

    private static void visitValue(Object value, DryRun.Builder dry) {
        if (value instanceof Message inner) {
            visit(inner, dry);
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> visitValue(item, dry));
        }
    }
}
