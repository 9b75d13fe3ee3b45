package dev.weir.launcher.platform;

import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Json;
import dev.weir.launcher.flink.JobReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Show the running parts, their health and their memory, and the Flink jobs.")
public final class StatusCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Option(names = "--json", description = "print parts and jobs as JSON")
    private boolean json;

    @Override
    public Integer call() {
        PlatformState state = PlatformState.running(data.path());
        List<PartReport> parts = PartReport.ask(state);
        List<JobReport> jobs =
                state.part("flink-jobmanager")
                        .map(part -> JobReport.ask(data.path(), part.address()))
                        .orElse(List.of());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(new PartReport.Document(parts, jobs)));
        } else {
            out.print(PartReport.table(parts));
            out.print(JobReport.table(jobs));
        }
        out.flush();
        return ExitCode.DONE;
    }
}
