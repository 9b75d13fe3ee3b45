package dev.weir.launcher.platform;

import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "logs", description = "Print what a part has printed, also after it has ended.")
public final class LogsCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Parameters(
            paramLabel = "PART",
            description =
                    "kafka, postgres, command-1, query, flink-jobmanager, flink-taskmanager-1,"
                            + " supervisor ...: a wrong one prints all that there are")
    private String part;

    @Option(names = "-f", description = "go on printing what is added, until Ctrl-C")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogFiles logs = new LogFiles(data.path());
        List<String> parts = logs.parts();
        if (!parts.contains(part)) {
            throw parts.isEmpty()
                    ? Failure.notReachable("No platform has run on " + data.path() + ".")
                    : Failure.wrongUsage(
                            "There is no log of '"
                                    + part
                                    + "'; there are: "
                                    + String.join(", ", parts)
                                    + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path file = logs.of(part);
        if (!follow) {
            try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                reader.lines().forEach(out::println);
            }
            out.flush();
            return ExitCode.DONE;
        }
        try (LogTail tail = new LogTail(file)) {
            while (!out.checkError()) {
                List<String> lines = tail.lines();
                lines.forEach(out::println);
                out.flush();
                if (lines.isEmpty()) {
                    Thread.sleep(POLL_MILLIS);
                }
            }
        }
        return ExitCode.DONE;
    }
}
