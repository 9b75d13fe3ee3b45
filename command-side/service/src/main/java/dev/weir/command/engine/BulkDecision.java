package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.BatchCompleted;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.log.Micros;
import dev.weir.domain.Book;
import dev.weir.domain.CommandContext;
import dev.weir.domain.CommandRow;
import dev.weir.domain.KeyOutcome;
import dev.weir.domain.NewEvent;
import dev.weir.domain.Outcome;
import dev.weir.domain.RefusalCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides the items of a bulk order one on top of another and gathers what is to be appended. */
final class BulkDecision {
    /** Parameter of a remembered refusal that names the item of an atomic batch, from 0. */
    static final String ITEM = "item";

    private final Book book;
    private final BookCommand batch;
    private final BulkOrder order;
    private final Supplier<String> eventIds;
    private final List<BookEvent> events = new ArrayList<>();
    private final CommandRow row;

    /** Makes the context of a command at a recorded time. */
    interface Contexts {
        CommandContext of(BookCommand command, long nowMicros);
    }

    BulkDecision(Book book, BookCommand batch, BulkOrder order, Supplier<String> eventIds) {
        this.book = book;
        this.batch = batch;
        this.order = order;
        this.eventIds = eventIds;
        this.row = book.row();
    }

    /** What to append; empty for a dry run. */
    List<BookEvent> decide(long ownerMicros, Contexts contexts) {
        if (order.isAtomic()) {
            atomic(row.now(ownerMicros), contexts);
        } else {
            for (int i = 0; i < order.items().size(); i++) {
                single(order.items().get(i), i, row.now(ownerMicros), contexts);
            }
        }
        return order.isDry() ? List.of() : events;
    }

    private void single(BookCommand item, int index, long now, Contexts contexts) {
        CommandContext context = contexts.of(item, now);
        Outcome outcome = row.next(item.command(), context);
        String run = Integer.toString(index);
        switch (outcome) {
            case Outcome.Accepted accepted -> {
                add(item, accepted.events(), now, run);
                item.decided(outcome, !order.isDry(), row.sequence());
            }
            case Outcome.Repeated repeated -> item.decided(outcome, false, -1);
            case Outcome.Refused refused -> {
                boolean remembered = !context.key().isEmpty() && !row.knows(context.key());
                if (remembered) {
                    NewEvent event = refusal((Message) item.command(), refused, now);
                    row.write(List.of(event), context);
                    add(item, List.of(event), now, run);
                }
                item.decided(outcome, remembered && !order.isDry(), -1);
            }
        }
    }

    private void atomic(long now, Contexts contexts) {
        Optional<Outcome> remembered = remembered();
        if (remembered.isPresent()) {
            batch.decided(remembered.get(), false);
            return;
        }
        for (int i = 0; i < order.items().size(); i++) {
            BookCommand item = order.items().get(i);
            Outcome outcome = row.next(item.command(), contexts.of(item, now));
            item.decided(outcome, false, row.sequence());
            switch (outcome) {
                case Outcome.Accepted accepted -> add(item, accepted.events(), now, "");
                case Outcome.Repeated repeated -> {}
                case Outcome.Refused refused -> {
                    failed(i, refused, now);
                    return;
                }
            }
        }
        if (!events.isEmpty()) {
            NewEvent end =
                    new NewEvent(
                            BatchCompleted.newBuilder().setItems(order.items().size()).build(),
                            "",
                            now);
            add(batch, List.of(end), now, "");
        }
        batch.decided(new Outcome.Accepted(List.of(), ""), !order.isDry() && !events.isEmpty());
    }

    /** What became of the batch when it was sent before with its key. */
    private Optional<Outcome> remembered() {
        String key = batch.origin().key();
        Optional<KeyOutcome> known = key.isEmpty() ? Optional.empty() : book.key(key);
        return known.map(
                outcome ->
                        outcome.commandHash().equals(batch.origin().commandHash())
                                ? again(outcome)
                                : new Outcome.Refused(RefusalCode.KEY_REUSED, Map.of("key", key)));
    }

    private static Outcome again(KeyOutcome outcome) {
        return outcome.refused()
                ? new Outcome.Refused(RefusalCode.valueOf(outcome.code()), outcome.parameters())
                : new Outcome.Repeated(outcome.id(), outcome.sequence(), outcome.recordHash());
    }

    private void failed(int item, Outcome.Refused refused, long now) {
        order.failed(item);
        events.clear();
        Map<String, String> parameters = new HashMap<>(refused.parameters());
        parameters.put(ITEM, Integer.toString(item));
        Outcome.Refused whole = new Outcome.Refused(refused.code(), parameters);
        boolean remembered = !batch.origin().key().isEmpty();
        if (remembered) {
            add(batch, List.of(refusal(Batch.getDefaultInstance(), whole, now)), now, "");
        }
        batch.decided(whole, remembered && !order.isDry());
    }

    private void add(BookCommand command, List<NewEvent> added, long now, String run) {
        if (!order.isDry()) {
            for (NewEvent event : added) {
                events.add(
                        BookEvent.of(command, event, eventIds.get(), Micros.toInstant(now), run));
            }
        }
    }

    private static NewEvent refusal(Message command, Outcome.Refused refused, long now) {
        CommandRefused event =
                CommandRefused.newBuilder()
                        .setCommand(command.getDescriptorForType().getFullName())
                        .setCode(refused.code().name())
                        .putAllParameters(refused.parameters())
                        .build();
        return new NewEvent(event, "", now);
    }
}
