package dev.weir.eventstore;

class KafkaEngineLogTest extends EngineLogContract {
    @Override
    protected EngineWiring wiring(StoreTopics fresh) {
        return new KafkaWiring(fresh);
    }
}
