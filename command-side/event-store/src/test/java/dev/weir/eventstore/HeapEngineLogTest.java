package dev.weir.eventstore;

class HeapEngineLogTest extends EngineLogContract {
    @Override
    protected EngineWiring wiring(StoreTopics fresh) {
        return new HeapWiring(fresh);
    }
}
