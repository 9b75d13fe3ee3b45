package dev.weir.launcher.platform;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Parts that outlived their supervisor, because that was killed. */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** Ends every recorded process that is still the one recorded; others with its pid are safe. */
    public static void end(PlatformState state, Consumer<String> say) throws InterruptedException {
        for (PlatformState.Part part : state.parts()) {
            var process = part.process();
            if (process.isPresent()) {
                say.accept("ending " + part.part() + ", left over with pid " + part.pid());
                end(process.get());
            }
        }
    }

    private static void end(ProcessHandle process) throws InterruptedException {
        process.destroy();
        if (!gone(process)) {
            process.destroyForcibly();
            gone(process);
        }
    }

    private static boolean gone(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        }
    }
}
