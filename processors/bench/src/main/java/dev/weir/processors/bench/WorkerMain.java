package dev.weir.processors.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process that {@code ./weir bench decide} drives: reads requests from its input, a line each,
 * and writes a line of JSON for each. Arguments: {@code job KAFKA FOLDER}, {@code load KAFKA},
 * {@code windows FOLDER}, {@code look-back FOLDER}, {@code drools} or {@code cep FOLDER}.
 */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        // whatever else prints must not come between the answers
        System.setOut(System.err);
        Part part = part(args);
        answers.println(Part.json(Map.of("ready", 1.0)));
        BufferedReader requests =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            answers.println(part.line(Request.parse(line)));
            answers.flush();
        }
        try {
            part.close();
        } catch (Exception e) {
            e.printStackTrace(System.err);
        }
        // threads of the engines must not keep the process
        System.exit(0);
    }

    private static Part part(String[] args) {
        return switch (args[0]) {
            case "job" -> new JobPart(args[1], Path.of(args[2]));
            case "load" -> new LoadPart(args[1]);
            case "windows" -> new WindowsPart(Path.of(args[1]));
            case "look-back" -> new LookBackPart(Path.of(args[1]));
            case "drools" -> new DroolsPart();
            case "cep" -> new CepPart(Path.of(args[1]));
            default -> throw new IllegalArgumentException("no part is called " + args[0]);
        };
    }
}
