package dev.weir.eventstore;

class HeapEngineTest extends EngineContract {
    @Override
    protected EngineWiring wiring(StoreTopics fresh) {
        return new HeapWiring(fresh);
    }
}
