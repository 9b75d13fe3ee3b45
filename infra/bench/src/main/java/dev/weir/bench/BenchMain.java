package dev.weir.bench;

import dev.weir.launcher.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code weir bench decide|ingest}: speed of the running platform. Exit code 1 if an aim is missed.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure the running platform.")
public final class BenchMain implements Callable<Integer> {
    enum Name {
        decide,
        ingest
    }

    private static final int PLATFORM_MISSING = 3;

    @Parameters(paramLabel = "NAME", description = "decide or ingest")
    private Name name;

    @Option(names = "--quick", description = "shorter, for a first look: its figures are no record")
    private boolean quick;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String address = environment.get("WEIR_COMMAND_URL");
        if (address == null) {
            System.err.println("weir: no platform runs: start one with `weir up --detach`.");
            return PLATFORM_MISSING;
        }
        Path root = Path.of(environment.get("WEIR_ROOT"));
        String book = "bench-" + name + "-" + Long.toString(Instant.now().getEpochSecond(), 36);
        String machine = Machine.describe();
        List<Measure> measures;
        try (ApiClient commands = new ApiClient(address, () -> environment.get("WEIR_TOKEN"))) {
            measures =
                    switch (name) {
                        case decide -> new DecideBench(commands, book, quick).run(machine);
                        case ingest -> {
                            commands.post("/v1/books", "{\"book_id\":\"" + book + "\"}", Map.of());
                            yield new IngestBench(
                                            root,
                                            Path.of(environment.get("WEIR_DATA")),
                                            book,
                                            quick)
                                    .run(machine);
                        }
                    };
        }
        Report.publish(name.name(), measures, root, System.out);
        return measures.stream().anyMatch(measure -> Boolean.FALSE.equals(measure.met())) ? 1 : 0;
    }
}
