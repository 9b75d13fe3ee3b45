package dev.weir.command.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The printed table and {@code target/bench/log.json}. */
final class LogReport {
    private final String machine =
            String.format(
                    Locale.ROOT,
                    "%d cores, JDK %s, load %.1f before the run; broker and callers on one machine,"
                            + " replication 1, no fsync per commit",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version().feature(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    private final List<Row> rows = new ArrayList<>();

    /** A row; the names of its parts are the JSON's. Null where there is no peer or aim. */
    record Row(
            String measure,
            double value,
            String unit,
            String peer,
            Double ratio,
            String aim,
            Boolean met,
            String machine) {}

    void shown(String measure, double value, String unit) {
        rows.add(new Row(measure, value, unit, null, null, null, null, machine));
    }

    /** A value beside its peer's, with the aim that it reaches a part of it. */
    void beside(String measure, double value, String unit, String peer, double other, double aim) {
        double ratio = other == 0 ? 0 : value / other;
        rows.add(
                new Row(
                        measure,
                        value,
                        unit,
                        peer,
                        ratio,
                        String.format(Locale.ROOT, "ratio >= %.1f", aim),
                        ratio >= aim,
                        machine));
    }

    void print(PrintStream out) {
        out.println(machine);
        out.printf("%-52s %12s %-10s %6s  %s%n", "measure", "value", "unit", "ratio", "aim");
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-52s %12.1f %-10s %6s  %s%n",
                    row.measure(),
                    row.value(),
                    row.unit(),
                    row.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                    row.aim() == null ? "" : row.aim() + (row.met() ? " met" : " missed"));
        }
    }

    void write(Path file) throws IOException {
        Gson gson = new GsonBuilder().setPrettyPrinting().serializeNulls().create();
        Files.createDirectories(file.getParent());
        Files.writeString(file, gson.toJson(rows) + "\n");
    }
}
