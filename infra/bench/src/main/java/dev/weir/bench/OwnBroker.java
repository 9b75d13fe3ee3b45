package dev.weir.bench;

import dev.weir.launcher.kafka.PlatformTopics;
import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.JavaCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker with the platform's settings and empty topics, for jobs that are measured alone. */
final class OwnBroker implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final long START_SECONDS_MAX = 60;
    private static final long END_SECONDS_MAX = 20;

    private final int port = freePort();
    private final Process process;

    /**
     * @param folder for its data and its log
     */
    OwnBroker(Checkout checkout, Path folder) throws IOException, InterruptedException {
        List<String> command =
                JavaCommand.of(
                        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=128m"),
                        checkout.classPath("infra/launcher/target"),
                        "dev.weir.launcher.kafka.KafkaMain",
                        folder.resolve("kafka").toString(),
                        Integer.toString(port),
                        Integer.toString(freePort()));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("kafka.log").toFile())
                        .start();
        try {
            await();
            PlatformTopics.ensure(bootstrap(), PARTITIONS);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    private void await() throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > patience || !process.isAlive()) {
                    throw new IllegalStateException("the benchmark's broker does not start", e);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
