package dev.weir.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task manager that waits for another one to die: it rehearses {@code decide}, then joins. Cold
 * it would decide nothing in time for longer than a new process takes to start.
 */
public final class StandbyTaskManager {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyTaskManager.class);

    /** Some seconds on two free cores. */
    private static final Duration REHEARSAL_MAX = Duration.ofSeconds(40);

    private StandbyTaskManager() {}

    /**
     * @param args the broker's address, a folder for the rehearsal, then Flink's
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            throw new IllegalArgumentException(
                    "give the broker's address, a folder for the rehearsal and Flink's arguments");
        }
        rehearse(args[0], Path.of(args[1]));
        TaskManagerRunner.main(Arrays.copyOfRange(args, 2, args.length));
    }

    /** One that could not rehearse is slow at first, and better than none. */
    private static void rehearse(String kafka, Path folder)
            throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        long begun = clock.millis();
        Files.createDirectories(folder);
        try {
            long decided = Rehearsal.run(kafka, folder, begun, REHEARSAL_MAX);
            LOG.info("rehearsed {} decisions in {} ms", decided, clock.millis() - begun);
        } catch (ExecutionException | TimeoutException e) {
            // on a machine that is too busy, or without a broker
            LOG.warn(
                    "the rehearsal was given up after {} ms: {}",
                    clock.millis() - begun,
                    e.toString());
        }
    }
}
