package dev.weir.bench;

import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code weir bench log|decide|ingest}: speed of the log on servers of its own, or of the running
 * platform. Exit code 1 if something was lost or could not be measured; an aim that is missed is a
 * result.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure the log, or the running platform.")
public final class BenchMain implements Callable<Integer> {
    enum Name {
        log(LogBench.ROWS),
        decide(DecideBench.ROWS),
        ingest(List.of());

        private final List<String> rows;

        Name(List<String> rows) {
            this.rows = rows;
        }
    }

    private static final int PLATFORM_MISSING = 3;

    @Parameters(paramLabel = "NAME", description = "log, decide or ingest")
    private Name name;

    @Option(names = "--quick", description = "shorter, for a first look: its figures are no record")
    private boolean quick;

    @Option(
            names = "--rows",
            paramLabel = "ROW",
            split = ",",
            description = "of log or decide, only these; a wrong one prints them all")
    private Set<String> rows = new LinkedHashSet<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Map<String, String> environment = System.getenv();
        Path root = Path.of(environment.get("WEIR_ROOT"));
        if (!name.rows.containsAll(rows)) {
            System.err.println(
                    name.rows.isEmpty()
                            ? "weir: bench " + name + " has one row."
                            : "weir: --rows of bench " + name + " are " + name.rows + ".");
            return CommandLine.ExitCode.USAGE;
        }
        List<Measure> measures;
        if (name == Name.log) {
            measures = new LogBench(root, quick, rows).run();
        } else if (environment.get("WEIR_COMMAND_URL") == null) {
            System.err.println("weir: no platform runs: start one with `weir up --detach`.");
            return PLATFORM_MISSING;
        } else {
            measures = ofPlatform(root, environment);
        }
        Report.publish(name.name(), measures, root, System.out);
        return measures.stream().anyMatch(Measure::broke) ? 1 : 0;
    }

    private List<Measure> ofPlatform(Path root, Map<String, String> environment)
            throws IOException, InterruptedException {
        String run = Long.toString(Instant.now().getEpochSecond(), 36);
        Path data = Path.of(environment.get("WEIR_DATA"));
        String machine =
                Machine.describe(
                        "platform and load generator on one machine; Kafka with replication 1, no"
                                + " fsync per commit");
        String url = environment.get("WEIR_COMMAND_URL");
        try (ApiClient commands = new ApiClient(url, () -> environment.get("WEIR_TOKEN"))) {
            if (name == Name.decide) {
                String token =
                        Tokens.of(data, InstantSource.system())
                                .issue("bench-approver", "approver", "analyst", "admin");
                try (ApiClient approver = new ApiClient(url, () -> token)) {
                    return new DecideBench(commands, approver, data, root, run, quick, rows)
                            .run(machine + "; " + Workers.heaps());
                }
            }
            String book = "bench-ingest-" + run;
            commands.post("/v1/books", "{\"book_id\":\"" + book + "\"}", Map.of());
            return new IngestBench(root, data, book, quick).run(machine);
        }
    }
}
