package dev.weir.eventstore;

import java.time.Duration;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/** The engine on heap with a fault in it, or with none. */
final class BrokenWiring extends HeapWiring {
    private final StoreTopics topics;
    private final Optional<PlantedFault> fault;
    private int generation;

    BrokenWiring(StoreTopics topics, Optional<PlantedFault> fault) {
        super(topics);
        this.topics = topics;
        this.fault = fault;
    }

    @Override
    public Duration patience() {
        return fault.isEmpty() ? super.patience() : Duration.ofSeconds(3);
    }

    @Override
    public EventStorageEngine engine(EventStoreNode node) {
        generation++;
        return fault.map(f -> f.in(node.engine(), generation)).orElse(node.engine());
    }

    @Override
    public PartitionLogs around(PartitionLogs logs) {
        return fault.map(f -> f.in(logs, topics)).orElse(logs);
    }

    @Override
    public BookFolds folds() {
        return fault.map(f -> f.in(super.folds())).orElse(super.folds());
    }
}
