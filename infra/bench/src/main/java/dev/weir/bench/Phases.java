package dev.weir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rows of a benchmark, one after the other. */
final class Phases {
    private final String machine;
    private final Set<String> wanted;
    private final List<Measure> measures = new ArrayList<>();

    /**
     * @param wanted names of the rows that are measured; empty: all
     */
    Phases(String machine, Set<String> wanted) {
        this.machine = machine;
        this.wanted = wanted;
    }

    /** Measures one row, or several that belong together. */
    @FunctionalInterface
    interface Row {
        List<Measure> measure() throws IOException, SQLException, InterruptedException;
    }

    /** What rows rest on. */
    @FunctionalInterface
    interface Step {
        void take() throws IOException, SQLException, InterruptedException;
    }

    /** A step that breaks is missed as a row would be. */
    void prepare(String name, Step step) throws InterruptedException {
        measure(
                name,
                () -> {
                    step.take();
                    return List.of();
                });
    }

    /** One that breaks is missed, and the others are measured all the same. */
    void run(String name, Row row) throws InterruptedException {
        if (wanted.isEmpty() || wanted.contains(name)) {
            measure(name, row);
        }
    }

    private void measure(String name, Row row) throws InterruptedException {
        System.err.println("weir: " + name);
        try {
            List<Measure> measured = row.measure();
            // a long run is watched
            measured.forEach(
                    one ->
                            System.err.printf(
                                    Locale.ROOT,
                                    "weir:   %s %,.2f %s  %s%n",
                                    one.measure(),
                                    one.value(),
                                    one.unit(),
                                    one.peer()));
            measures.addAll(measured);
        } catch (IOException | SQLException | RuntimeException e) {
            System.err.println("weir: " + name + " failed: " + e);
            measures.add(Measure.failed(name, String.valueOf(e.getMessage()), machine));
        }
    }

    void add(Measure measure) {
        measures.add(measure);
    }

    List<Measure> measures() {
        return measures;
    }
}
