package dev.weir.bench;

import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes of {@code processors/bench}, each with the heap of its counterpart. */
final class Workers {
    /** As the task manager's. */
    private static final List<String> TASK_MANAGER =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=256m");

    /** Drools keeps a day of payments. */
    private static final List<String> LARGE = List.of("-Xmx1g", "-XX:+UseSerialGC");

    private final Checkout checkout;
    private final Path folder;
    private int broker;
    private int alone;

    Workers(Checkout checkout, Path folder) {
        this.checkout = checkout;
        this.folder = folder;
    }

    /** Heaps, for the line that describes the machine. */
    static String heaps() {
        return "job and load processes with 512 MiB of heap and 256 MiB for RocksDB, as the task"
                + " manager has; Drools with 1 GiB";
    }

    /** A broker whose topics are empty. */
    OwnBroker broker() throws IOException, InterruptedException {
        Path own = folder.resolve("broker-" + ++broker);
        Files.createDirectories(own);
        return new OwnBroker(checkout, own);
    }

    Worker job(OwnBroker of) throws IOException {
        return worker(
                TASK_MANAGER, "job", of.bootstrap(), folder.resolve("job-" + broker).toString());
    }

    Worker load(OwnBroker of) throws IOException {
        return worker(TASK_MANAGER, "load", of.bootstrap());
    }

    /** One that needs no broker, in a new folder. */
    Worker alone(String part) throws IOException {
        return worker(TASK_MANAGER, part, folder.resolve(part + "-" + ++alone).toString());
    }

    Worker drools() throws IOException {
        return worker(LARGE, "drools");
    }

    private Worker worker(List<String> jvm, String... arguments) throws IOException {
        List<String> flags = new ArrayList<>(jvm);
        for (String opened :
                List.of(
                        "java.lang",
                        "java.net",
                        "java.io",
                        "java.nio",
                        "sun.nio.ch",
                        "java.lang.reflect",
                        "java.text",
                        "java.time",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "java.util.concurrent.locks")) {
            flags.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        return new Worker(
                arguments[0],
                JavaCommand.of(
                        flags,
                        checkout.classPath("processors/bench/target"),
                        "dev.weir.processors.bench.WorkerMain",
                        arguments),
                folder.resolve(arguments[0] + "-" + broker + "-" + alone + ".log"));
    }
}
