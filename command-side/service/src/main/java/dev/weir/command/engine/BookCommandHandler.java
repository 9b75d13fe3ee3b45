package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.contract.book.v1.CommandRefused;
import dev.weir.contract.log.Micros;
import dev.weir.domain.Book;
import dev.weir.domain.CommandContext;
import dev.weir.domain.ControlBook;
import dev.weir.domain.NewEvent;
import dev.weir.domain.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreTransaction;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.commandhandling.CommandHandler;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.commandhandling.CommandResultMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.core.GenericMessage;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;

/**
 * The one handler of all commands: source the book's state, let the domain decide, append what it
 * says. The entity is the book, and its state is the synthetic first event of the engine, so the
 * work does not grow with history. A refusal of a command with a key is appended too, so that a
 * retry gets the same answer.
 */
final class BookCommandHandler implements CommandHandler {
    private static final MessageType RESULT = new MessageType("weir.internal.Result");

    private final EventStore eventStore;
    private final InstantSource clock;
    private final LongSupplier controlSequence;
    private final Supplier<String> eventIds;

    /**
     * @param eventStore asked for here and not of each command's context, where Axon looks through
     *     all its components for it
     */
    BookCommandHandler(
            EventStore eventStore,
            InstantSource clock,
            LongSupplier controlSequence,
            Supplier<String> eventIds) {
        this.eventStore = eventStore;
        this.clock = clock;
        this.controlSequence = controlSequence;
        this.eventIds = eventIds;
    }

    @Override
    public MessageStream.Single<CommandResultMessage> handle(
            CommandMessage message, ProcessingContext context) {
        BookCommand command = (BookCommand) message.payload();
        EventStoreTransaction transaction = eventStore.transaction(context);
        Object state = sourced(transaction, command.book());
        long ownerMicros = Micros.of(clock.instant());
        if (command.command() instanceof BulkOrder order) {
            return bulk(transaction, (Book) state, command, order, ownerMicros);
        }
        long now =
                switch (state) {
                    case Book book -> book.now(ownerMicros);
                    case ControlBook control -> control.now(ownerMicros);
                    default -> throw unexpected(state);
                };
        Outcome outcome = decide(state, command, contextOf(command, now));
        List<NewEvent> events =
                command.origin().dry() ? List.of() : eventsOf(state, command, outcome, now);
        Instant recorded = Micros.toInstant(now);
        events.forEach(
                event ->
                        transaction.appendEvent(
                                BookEvent.of(command, event, eventIds.get(), recorded)));
        command.decided(outcome, !events.isEmpty());
        return MessageStream.just(
                new GenericCommandResultMessage(
                        new GenericMessage(message.identifier(), RESULT, outcome, Map.of())));
    }

    private MessageStream.Single<CommandResultMessage> bulk(
            EventStoreTransaction transaction,
            Book book,
            BookCommand command,
            BulkOrder order,
            long ownerMicros) {
        new BulkDecision(book, command, order, eventIds)
                .decide(ownerMicros, this::contextOf)
                .forEach(transaction::appendEvent);
        return MessageStream.just(new GenericCommandResultMessage(RESULT, order));
    }

    private static Outcome decide(Object state, BookCommand command, CommandContext context) {
        return switch (state) {
            case Book book -> book.decide(command.command(), context);
            case ControlBook control ->
                    switch (command.command()) {
                        case Genesis genesis ->
                                new Outcome.Accepted(
                                        control.genesis(
                                                genesis.rules(),
                                                genesis.policies(),
                                                genesis.model(),
                                                context.nowMicros()),
                                        ControlBook.ID);
                        case Message message -> control.decide(message, context);
                        default -> throw unexpected(command.command());
                    };
            default -> throw unexpected(state);
        };
    }

    private CommandContext contextOf(BookCommand command, long now) {
        BookCommand.Origin origin = command.origin();
        return new CommandContext(
                now,
                origin.isInternal() ? now : origin.arrivedMicros(),
                controlSequence.getAsLong(),
                origin.subject(),
                origin.key(),
                origin.commandHash(),
                origin.newId());
    }

    private static List<NewEvent> eventsOf(
            Object state, BookCommand command, Outcome outcome, long now) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> accepted.events();
            case Outcome.Repeated repeated -> List.of();
            case Outcome.Refused refused -> {
                List<NewEvent> events = new ArrayList<>(refused.events());
                if (isToBeRemembered(state, command)) {
                    events.add(remember(command, refused, now));
                }
                yield events;
            }
        };
    }

    /**
     * Only the first use of a key is remembered; a later one with other content changes nothing.
     */
    private static boolean isToBeRemembered(Object state, BookCommand command) {
        String key = command.origin().key();
        if (key.isEmpty()) {
            return false;
        }
        Optional<?> known =
                switch (state) {
                    case Book book -> book.key(key);
                    case ControlBook control -> control.key(key);
                    default -> throw unexpected(state);
                };
        return known.isEmpty();
    }

    private static NewEvent remember(BookCommand command, Outcome.Refused refused, long now) {
        CommandRefused event =
                CommandRefused.newBuilder()
                        .setCommand(
                                ((Message) command.command()).getDescriptorForType().getFullName())
                        .setCode(refused.code().name())
                        .putAllParameters(refused.parameters())
                        .build();
        return new NewEvent(event, "", now);
    }

    private static Object sourced(EventStoreTransaction transaction, String book) {
        MessageStream<? extends EventMessage> stream =
                transaction.source(
                        SourcingCondition.conditionFor(
                                EventCriteria.havingTags(AxonWiring.BOOK_TAG, book)));
        Object state = null;
        for (var entry = stream.next(); entry.isPresent(); entry = stream.next()) {
            Object payload = entry.get().message().payload();
            state = state == null ? payload : state;
        }
        if (stream.error().isPresent()) {
            throw asRuntime(stream.error().get());
        }
        if (state == null) {
            throw new IllegalStateException("book " + book + " has no folded state");
        }
        return state;
    }

    private static RuntimeException asRuntime(Throwable failure) {
        return failure instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException(failure);
    }

    private static IllegalStateException unexpected(Object state) {
        return new IllegalStateException("no folded state of a book: " + state.getClass());
    }
}
