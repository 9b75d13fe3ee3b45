package dev.weir.launcher.platform;

import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The supervisor process; {@code weir up} starts it from the staged jars. */
@Command(name = "supervise", hidden = true, description = "Started by `weir up`, not by hand.")
public final class SuperviseCommand implements Callable<Integer> {
    private static final long STOP_SECONDS_MAX = 110;

    @Spec private CommandSpec spec;
    @Mixin private UpOptions options;

    @Option(names = "--front", hidden = true, description = "end when this process has ended")
    private long front;

    @Override
    public Integer call() throws IOException, InterruptedException {
        UpSettings settings = options.settings();
        Checkout app = new Checkout(Path.of(System.getProperty("weir.app")));
        Platform platform = new Platform(settings, Checkout.current(), app, this::say);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(platform, ended), "stop-platform"));
        if (front > 0) {
            ProcessHandle.of(front)
                    .ifPresentOrElse(
                            process -> process.onExit().thenRun(platform::stop), platform::stop);
        }
        try {
            platform.run();
            return ExitCode.DONE;
        } catch (Failure e) {
            say("weir: " + e.getMessage());
            return e.exitCode();
        } finally {
            ended.countDown();
        }
    }

    /** The JVM waits for its hooks: the parts end before the supervisor does. */
    private static void stop(Platform platform, CountDownLatch ended) {
        platform.stop();
        try {
            ended.await(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
