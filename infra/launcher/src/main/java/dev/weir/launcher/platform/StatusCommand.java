package dev.weir.launcher.platform;

import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "status", description = "Show the running parts, their health and their memory.")
public final class StatusCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Option(names = "--json", description = "print the parts as JSON")
    private boolean json;

    @Override
    public Integer call() {
        List<PartReport> parts = PartReport.ask(PlatformState.running(data.path()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(new PartReport.Document(parts)));
        } else {
            out.print(PartReport.table(parts));
        }
        out.flush();
        return ExitCode.DONE;
    }
}
