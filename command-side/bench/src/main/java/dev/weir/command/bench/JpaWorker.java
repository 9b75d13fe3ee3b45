package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.domain.CommandContext;
import dev.weir.domain.CommandHash;
import dev.weir.domain.NewEvent;
import dev.weir.domain.Outcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreTransaction;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.commandhandling.CommandResultMessage;
import org.axonframework.messaging.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.axonframework.update.UpdateCheckerConfigurationEnhancer;

/**
 * The peer: the same commands and the same domain through Axon's own JPA engine on PostgreSQL. That
 * engine knows aggregates of one tag, so each account is one, a book of its own. No two commands in
 * flight are of one account, so that none is refused for another. Requests: {@code open accounts=}
 * and {@code load callers= warm= seconds=}.
 */
final class JpaWorker implements Answers {
    private static final String TAG = "account";
    private static final MessageType RESULT = new MessageType("weir.internal.Result");

    private final InstantSource clock = InstantSource.system();
    private final ExecutorService threads;
    private final CommandGateway gateway;
    private int accounts;

    /** A command with the account that it is for, which no payload has in one place. */
    private record Addressed(String account, Message command) {}

    JpaWorker(String url, String user, String password, int threads) {
        this.threads = Executors.newFixedThreadPool(threads);
        JpaEngine jpa = new JpaEngine(url, user, password, threads);
        AxonConfiguration axon =
                EventSourcingConfigurer.create()
                        .componentRegistry(
                                registry ->
                                        registry.disableEnhancer(
                                                UpdateCheckerConfigurationEnhancer.class))
                        .registerEventStorageEngine(configuration -> jpa.engine())
                        .registerTagResolver(
                                configuration ->
                                        event -> Set.of(new Tag(TAG, event.metadata().get(TAG))))
                        .start();
        EventStore store = axon.getComponent(EventStore.class);
        CommandBus bus = axon.getComponent(CommandBus.class);
        for (String name : List.of("OpenAccount", "Deposit", "Withdraw")) {
            bus.subscribe(
                    new QualifiedName("weir.commands.v1." + name),
                    (message, context) -> handle(store, message, context));
        }
        this.gateway = axon.getComponent(CommandGateway.class);
    }

    @Override
    public Map<String, Double> answer(Request request) throws InterruptedException {
        return switch (request.verb()) {
            case "open" -> open(request.number("accounts"));
            case "load" -> load(request);
            default -> throw new IllegalArgumentException("no such request: " + request.verb());
        };
    }

    private Map<String, Double> open(int count) {
        List<CompletableFuture<?>> opened = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String account = Mix.account(n);
            opened.add(
                    send(new Addressed(account, Mix.open(account, account))).toCompletableFuture());
        }
        CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new)).join();
        accounts = count;
        return Map.of();
    }

    private Map<String, Double> load(Request request) throws InterruptedException {
        Map<String, LongSupplier> counters = new LinkedHashMap<>();
        counters.put("cpu_nanos", Window::ownCpuNanos);
        return new ClosedLoop(
                        request.number("callers"),
                        (caller, random) -> {
                            Message command = Mix.APART.next("", accounts, caller, random);
                            return send(new Addressed(accountOf(command), command));
                        },
                        new Window(counters))
                .run(request.seconds("warm"), request.seconds("seconds"));
    }

    private CompletionStage<?> send(Addressed command) {
        String name = command.command().getDescriptorForType().getFullName();
        return CompletableFuture.supplyAsync(
                () ->
                        gateway.send(new GenericCommandMessage(new MessageType(name), command))
                                .getResultMessage()
                                .join(),
                threads);
    }

    private static String accountOf(Message command) {
        return (String)
                command.getField(command.getDescriptorForType().findFieldByName("account_id"));
    }

    private MessageStream.Single<CommandResultMessage> handle(
            EventStore store, CommandMessage message, ProcessingContext context) {
        Addressed addressed = (Addressed) message.payload();
        EventStoreTransaction transaction = store.transaction(context);
        AccountHistory history = sourced(transaction, addressed.account());
        long now = history.book().now(Micros.of(clock.instant()));
        Outcome outcome =
                history.book()
                        .decide(
                                addressed.command(),
                                new CommandContext(
                                        now,
                                        now,
                                        0,
                                        "bench",
                                        "",
                                        CommandHash.of(addressed.command()),
                                        UUID.randomUUID().toString()));
        if (!(outcome instanceof Outcome.Accepted accepted)) {
            throw new IllegalStateException("refused: " + outcome);
        }
        for (NewEvent event : accepted.events()) {
            transaction.appendEvent(
                    new GenericEventMessage(
                            UUID.randomUUID().toString(),
                            new MessageType(EventTypes.nameOf(event.payload())),
                            event.payload(),
                            Map.of(TAG, addressed.account()),
                            Micros.toInstant(now)));
        }
        return MessageStream.just(new GenericCommandResultMessage(RESULT, outcome));
    }

    private static AccountHistory sourced(EventStoreTransaction transaction, String account) {
        AccountHistory history = new AccountHistory(account);
        MessageStream<? extends EventMessage> stream =
                transaction.source(
                        SourcingCondition.conditionFor(EventCriteria.havingTags(TAG, account)));
        for (var entry = stream.next(); entry.isPresent(); entry = stream.next()) {
            EventMessage event = entry.get().message();
            history.apply(
                    EventTypes.parse(event.type().name(), (byte[]) event.payload()),
                    event.timestamp());
        }
        stream.error()
                .ifPresent(
                        failure -> {
                            throw new IllegalStateException(failure);
                        });
        return history;
    }
}
