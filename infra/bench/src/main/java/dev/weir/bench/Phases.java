package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of a benchmark, one after the other. */
final class Phases {
    private final String machine;
    private final List<Measure> measures = new ArrayList<>();

    Phases(String machine) {
        this.machine = machine;
    }

    /** Measures one row, or several that belong together. */
    @FunctionalInterface
    interface Row {
        List<Measure> measure() throws IOException, InterruptedException;
    }

    /** One that breaks is missed, and the others are measured all the same. */
    void run(String name, Row row) throws InterruptedException {
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
        } catch (IOException | RuntimeException e) {
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
