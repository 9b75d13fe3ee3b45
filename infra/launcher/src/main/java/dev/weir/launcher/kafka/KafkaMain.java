package dev.weir.launcher.kafka;

import java.nio.file.Path;

/** The process of the part {@code kafka}. Arguments: FOLDER PORT CONTROLLER_PORT */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] args) throws Exception {
        KafkaBroker broker =
                KafkaBroker.start(
                        Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
        broker.awaitShutdown();
    }
}
