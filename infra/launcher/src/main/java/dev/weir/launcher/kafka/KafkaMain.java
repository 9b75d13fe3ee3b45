package dev.weir.launcher.kafka;

/**
 * The process of a part {@code kafka} or {@code kafka-N}. Arguments: see {@link BrokerSpec#parse}.
 */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] args) throws Exception {
        KafkaBroker broker = KafkaBroker.start(BrokerSpec.parse(args));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
        broker.awaitShutdown();
    }
}
