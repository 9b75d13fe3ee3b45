package dev.weir.command.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A process that {@code ./weir bench log} drives: reads requests from its input, a line each, and
 * writes a line of JSON for each. It stays up between them, so that what it measures is warm.
 * Arguments: {@code engine KAFKA BROKER_PID FOLDER}, {@code jpa JDBC_URL USER PASSWORD THREADS},
 * {@code function JDBC_URL USER PASSWORD} or {@code takeover KAFKA TOPIC FOLDER NODE}.
 */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream answers = System.out;
        // whatever else prints must not come between the answers
        System.setOut(System.err);
        // as the service logs: what is not written must not be formatted either
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Logger.getLogger("").setLevel(Level.INFO);
        Answers worker = worker(args);
        answers.println(Answers.JSON.toJson(Map.of("ready", 1.0)));
        BufferedReader requests =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(worker.line(Request.parse(line)));
            answers.flush();
        }
        worker.close();
        // threads of the peers must not keep the process
        System.exit(0);
    }

    private static Answers worker(String[] args) throws InterruptedException {
        return switch (args[0]) {
            case "engine" -> new EngineWorker(args[1], Long.parseLong(args[2]), Path.of(args[3]));
            case "jpa" -> new JpaWorker(args[1], args[2], args[3], Integer.parseInt(args[4]));
            case "takeover" -> new TakeoverWorker(args[1], args[2], Path.of(args[3]), args[4]);
            case "function" -> new FunctionWorker(args[1], args[2], args[3]);
            default -> throw new IllegalArgumentException("no worker is called " + args[0]);
        };
    }
}
