package dev.weir.launcher.platform;

import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts the supervisor as a process of its own and shows what it says: until all is healthy with
 * {@code --detach}, else until Ctrl-C, which then ends the platform.
 */
@Command(
        name = "up",
        description = "Start the platform on this machine, watch over it, and show its parts.")
public final class UpCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 100;
    private static final long STOP_SECONDS_MAX = 120;

    @Spec private CommandSpec spec;
    @Mixin private UpOptions options;

    @Option(
            names = "--detach",
            description = "return when all parts are healthy; end with `weir down`")
    private boolean detach;

    @Option(names = "--json", description = "print the parts as JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        UpSettings settings = options.settings();
        Checkout checkout = Checkout.current();
        try (DataFolder folder = DataFolder.open(settings.data())) {
            // sentences about what is wrong are better said before anything is copied
            if (!leftovers(folder.path())) {
                Platform.check(settings);
            }
            Platform.stage(settings, checkout);
        }
        Path events = settings.data().resolve("logs").resolve("supervisor.log");
        Process supervisor = start(settings, checkout, events);
        Thread stop = new Thread(() -> end(supervisor), "stop-platform");
        Runtime.getRuntime().addShutdownHook(stop);
        int code = follow(settings.data(), supervisor, events);
        if (code >= 0) {
            return code;
        }
        Runtime.getRuntime().removeShutdownHook(stop);
        return ExitCode.DONE;
    }

    /** Whether parts of a killed platform still hold the ports: the supervisor will end them. */
    private static boolean leftovers(Path data) {
        return PlatformState.read(data).stream()
                .flatMap(state -> state.parts().stream())
                .anyMatch(part -> part.process().isPresent());
    }

    private Process start(UpSettings settings, Checkout checkout, Path events) throws IOException {
        Path app = settings.data().resolve("run").resolve("app");
        List<String> command =
                new ArrayList<>(
                        JavaCommand.base(
                                List.of(
                                        "-Xmx64m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Dweir.root=" + checkout.root(),
                                        "-Dweir.app=" + app,
                                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")));
        command.add("-cp");
        command.add(new Checkout(app).classPath(Checkout.LAUNCHER));
        command.add("dev.weir.launcher.Weir");
        command.add("supervise");
        List<String> given = spec.commandLine().getParseResult().originalArgs();
        // those of the root command: what stands after the name of this one
        given.subList(given.indexOf(spec.name()) + 1, given.size()).stream()
                .filter(argument -> !argument.equals("--detach") && !argument.equals("--json"))
                .forEach(command::add);
        command.add("--data=" + settings.data());
        if (!detach) {
            command.add("--front=" + ProcessHandle.current().pid());
        }
        Files.deleteIfExists(events);
        return new ProcessBuilder(Session.own(command))
                .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(Redirect.appendTo(events.toFile()))
                .redirectError(Redirect.to(faults(settings.data()).toFile()))
                .start();
    }

    /** What the supervisor's JVM says when it cannot even start. */
    private static Path faults(Path data) {
        return data.resolve("logs").resolve("supervisor-faults.log");
    }

    /** The supervisor's exit code, or -1 when it runs on and this command may end. */
    private int follow(Path data, Process supervisor, Path events)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean shown = false;
        try (LogTail tail = new LogTail(events)) {
            while (true) {
                boolean ended = supervisor.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                tail.lines().forEach((shown && !json ? out : err)::println);
                err.flush();
                out.flush();
                if (ended) {
                    LogFiles.tail(faults(data), 20).forEach(err::println);
                    err.flush();
                    return supervisor.exitValue() == 143 ? ExitCode.DONE : supervisor.exitValue();
                }
                if (!shown && phase(data, supervisor).equals(PlatformState.RUNNING)) {
                    shown = true;
                    show(data, out);
                    if (detach) {
                        return -1;
                    }
                    err.println("Ctrl-C ends the platform.");
                }
            }
        }
    }

    private void show(Path data, PrintWriter out) {
        List<PartReport> parts = PartReport.ask(PlatformState.running(data));
        if (json) {
            out.println(Json.text(new PartReport.Document(parts, List.of())));
        } else {
            out.print(PartReport.table(parts));
        }
        out.flush();
    }

    /** The state file may still be that of an earlier run. */
    private static String phase(Path data, Process supervisor) {
        Optional<PlatformState> state = PlatformState.read(data);
        return state.filter(s -> s.supervisor().pid() == supervisor.pid())
                .map(PlatformState::phase)
                .orElse("");
    }

    private static void end(Process supervisor) {
        supervisor.destroy();
        try {
            if (!supervisor.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw Failure.failed("The platform does not end: see `weir status`.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
