package dev.weir.bench;

import dev.weir.launcher.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints measures as a table and writes them as JSON. */
final class Report {
    private Report() {}

    static void publish(String name, List<Measure> measures, Path root, PrintStream out)
            throws IOException {
        if (!measures.isEmpty()) {
            out.println(measures.get(0).machine());
        }
        out.printf(
                "%-64s %14s %-12s %7s  %-48s %-16s %s%n",
                "measure", "value", "unit", "ratio", "beside", "aim", "met");
        for (Measure measure : measures) {
            out.printf(
                    Locale.ROOT,
                    "%-64s %,14.2f %-12s %7s  %-48s %-16s %s%n",
                    measure.measure(),
                    measure.value(),
                    measure.unit(),
                    measure.ratio() == null
                            ? ""
                            : String.format(Locale.ROOT, "%.2f", measure.ratio()),
                    measure.peer(),
                    measure.aim(),
                    measure.met() == null ? "" : measure.met() ? "met" : "MISSED");
        }
        Path file = root.resolve("target").resolve("bench").resolve(name + ".json");
        Json.write(file, measures);
        out.println("written to " + file);
    }
}
