package dev.weir.launcher;

import dev.weir.launcher.data.DeadLettersCommand;
import dev.weir.launcher.data.DemoCommand;
import dev.weir.launcher.data.ExportCommand;
import dev.weir.launcher.data.GrpcCommand;
import dev.weir.launcher.data.ImportCommand;
import dev.weir.launcher.data.QueryCommand;
import dev.weir.launcher.data.RebuildCommand;
import dev.weir.launcher.models.PromoteCommand;
import dev.weir.launcher.models.RollbackCommand;
import dev.weir.launcher.platform.DownCommand;
import dev.weir.launcher.platform.LogsCommand;
import dev.weir.launcher.platform.StatusCommand;
import dev.weir.launcher.platform.SuperviseCommand;
import dev.weir.launcher.platform.UpCommand;
import dev.weir.launcher.platform.UpgradeCommand;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code weir}: finds the subcommand, and turns failures into a sentence and a code.
 */
@Command(
        name = "weir",
        description = "An event-sourced payments platform: the log, its decisions, its history.",
        mixinStandardHelpOptions = true,
        versionProvider = Weir.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "  test          Run the whole suite: `./weir test`.",
            "",
            "`weir COMMAND --help` says what a command takes."
        })
public final class Weir implements Callable<Integer> {
    @Spec private CommandSpec spec;

    /** Every subcommand; to add one, add it here. */
    private static List<Object> subcommands(InstantSource clock) {
        return List.of(
                new UpCommand(),
                new DownCommand(),
                new StatusCommand(),
                new UpgradeCommand(clock),
                new LogsCommand(),
                new SuperviseCommand(),
                new ModuleCommand.Verify(clock),
                new ModuleCommand.Replay(clock),
                new ModuleCommand.Train(clock),
                new ModuleCommand.Score(clock),
                new PromoteCommand(clock),
                new RollbackCommand(clock),
                new ModuleCommand.Faults(clock),
                new ModuleCommand.Bench(clock),
                new ImportCommand(clock),
                new ExportCommand(),
                new QueryCommand(clock),
                new DeadLettersCommand(clock),
                new RebuildCommand(clock),
                new GrpcCommand(clock),
                new DemoCommand(clock),
                new TokenCommand(clock));
    }

    public static void main(String[] args) {
        System.exit(commandLine(InstantSource.system()).execute(args));
    }

    static CommandLine commandLine(InstantSource clock) {
        CommandLine line = new CommandLine(new Weir());
        subcommands(clock).forEach(line::addSubcommand);
        for (CommandLine sub : line.getSubcommands().values()) {
            sub.getCommandSpec().mixinStandardHelpOptions(true);
            if (sub.getCommand() instanceof ModuleCommand) {
                // options that are not ours are the module's
                sub.setUnmatchedOptionsArePositionalParams(true);
            }
        }
        return line.setUsageHelpAutoWidth(true)
                // `up` hands its arguments on and adds the absolute --data
                .setOverwrittenOptionsAllowed(true)
                .setExecutionExceptionHandler(Weir::explain);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "weir: say which command.");
    }

    private static int explain(
            Exception exception, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (exception instanceof Failure failure) {
            err.println("weir: " + failure.getMessage());
            err.flush();
            return failure.exitCode();
        }
        exception.printStackTrace(err);
        err.println("weir: " + parsed.originalArgs() + " ended on an unexpected fault.");
        err.flush();
        return ExitCode.FAILED;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"weir 0.1.0, Java " + Runtime.version()};
        }
    }
}
