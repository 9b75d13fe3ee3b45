package dev.weir.eventstore;

class KafkaEngineTest extends EngineContract {
    @Override
    protected EngineWiring wiring(StoreTopics fresh) {
        return new KafkaWiring(fresh);
    }
}
