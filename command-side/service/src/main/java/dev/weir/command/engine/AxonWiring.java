package dev.weir.command.engine;

import dev.weir.command.api.CommandKind;
import dev.weir.domain.InternalCommand;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.common.configuration.ComponentRegistry;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.core.ConfigurationApplicationContext;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.correlation.CorrelationDataProviderRegistry;
import org.axonframework.messaging.core.correlation.DefaultCorrelationDataProviderRegistry;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.Tag;
import org.axonframework.update.UpdateCheckerConfigurationEnhancer;

/**
 * Axon's configuration: the engine, and the one handler under the name of every command. It
 * subscribes to the bus itself: a handling module asks its handlers one after another who takes a
 * command, which cost more than the command.
 */
final class AxonWiring {
    /** Tag that names the book of an event; the engine keeps the state folded by it. */
    static final String BOOK_TAG = "book";

    private AxonWiring() {}

    static AxonConfiguration start(
            EventStorageEngine engine,
            InstantSource clock,
            LongSupplier controlSequence,
            Supplier<String> eventIds) {
        AxonConfiguration axon =
                EventSourcingConfigurer.create()
                        .componentRegistry(AxonWiring::lean)
                        .registerEventStorageEngine(configuration -> engine)
                        .registerTagResolver(configuration -> AxonWiring::tagsOf)
                        .start();
        BookCommandHandler handler =
                new BookCommandHandler(
                        axon.getComponent(EventStore.class), clock, controlSequence, eventIds);
        CommandBus bus = axon.getComponent(CommandBus.class);
        commandNames().forEach(name -> bus.subscribe(new QualifiedName(name), handler));
        return axon;
    }

    /** Leaves out what would cost on every command and is used by none. */
    private static void lean(ComponentRegistry registry) {
        registry
                // It would ask a server of its maker for updates at each start.
                .disableEnhancer(UpdateCheckerConfigurationEnhancer.class)
                // Correlation data would be metadata of events; the log has its own.
                .registerComponent(
                        CorrelationDataProviderRegistry.class,
                        configuration -> new DefaultCorrelationDataProviderRegistry())
                // The one transaction is the engine's: there is none of a database beside it.
                .registerComponent(
                        UnitOfWorkFactory.class,
                        configuration ->
                                new SimpleUnitOfWorkFactory(
                                        new ConfigurationApplicationContext(configuration)));
    }

    /** Names of all commands that the handler takes. */
    static List<String> commandNames() {
        List<String> names = new ArrayList<>();
        Arrays.stream(CommandKind.values())
                .filter(kind -> kind != CommandKind.EXECUTE_BATCH)
                .map(CommandKind::wireName)
                .forEach(names::add);
        names.add("weir.internal." + Genesis.class.getSimpleName());
        names.add("weir.internal." + BulkOrder.class.getSimpleName());
        Arrays.stream(InternalCommand.class.getPermittedSubclasses())
                .map(type -> "weir.internal." + type.getSimpleName())
                .forEach(names::add);
        return names;
    }

    private static Set<Tag> tagsOf(EventMessage event) {
        if (event instanceof BookEvent bookEvent) {
            return Set.of(new Tag(BOOK_TAG, bookEvent.book()));
        }
        throw new IllegalArgumentException("event " + event.type() + " does not name its book");
    }
}
