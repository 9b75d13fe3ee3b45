package dev.weir.launcher.platform;

import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = "End the platform cleanly; what it knows stays in the data folder.")
public final class DownCommand implements Callable<Integer> {
    private static final long SECONDS_MAX = 120;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Optional<PlatformState> state = PlatformState.read(data.path());
        if (state.isEmpty()) {
            throw Failure.notReachable("No platform has run on " + data.path() + ".");
        }
        Optional<ProcessHandle> supervisor = state.get().supervisor().process();
        if (supervisor.isPresent()) {
            end(supervisor.get());
        }
        // none after a clean end; all of them when the supervisor had been killed
        PlatformState now = PlatformState.read(data.path()).orElseThrow();
        Leftovers.end(now, err::println);
        spec.commandLine().getOut().println("The platform on " + data.path() + " has ended.");
        return ExitCode.DONE;
    }

    private void end(ProcessHandle supervisor) throws InterruptedException {
        supervisor.destroy();
        try {
            supervisor.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw Failure.failed(
                    "The platform has not ended after " + SECONDS_MAX + " s: see `weir status`.",
                    e);
        }
    }
}
