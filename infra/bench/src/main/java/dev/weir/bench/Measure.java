package dev.weir.bench;

import java.util.Locale;

/**
 * One measured figure: a row of the printed table and of {@code target/bench/NAME.json}.
 *
 * @param measure what was measured, with its load
 * @param unit of the value
 * @param peer what it was measured beside in the same run, with the peer's figure; empty: nothing
 * @param ratio value by the peer's value, or null where there is no peer
 * @param aim in words; empty: the figure is only shown
 * @param met whether the aim is met; null where there is none
 * @param machine what it ran on, with what else matters
 */
record Measure(
        String measure,
        double value,
        String unit,
        String peer,
        Double ratio,
        String aim,
        Boolean met,
        String machine) {

    static Measure shown(String measure, double value, String unit, String machine) {
        return new Measure(measure, value, unit, "", null, "", null, machine);
    }

    static Measure atMost(String measure, double value, String unit, double aim, String machine) {
        return new Measure(
                measure,
                value,
                unit,
                "",
                null,
                "<= " + plain(aim) + " " + unit,
                value <= aim,
                machine);
    }

    static Measure atLeast(String measure, double value, String unit, double aim, String machine) {
        return new Measure(
                measure,
                value,
                unit,
                "",
                null,
                ">= " + plain(aim) + " " + unit,
                value >= aim,
                machine);
    }

    /**
     * A figure beside its peer's, with the least ratio that is aimed at.
     *
     * @param other the peer's figure, of the same unit
     * @param aim 0: only shown
     */
    static Measure beside(
            String measure,
            double value,
            String unit,
            String peer,
            double other,
            double aim,
            String machine) {
        double ratio = other == 0 ? 0 : value / other;
        return new Measure(
                measure,
                value,
                unit,
                String.format(Locale.ROOT, "%s: %,.0f", peer, other),
                ratio,
                aim == 0 ? "" : "ratio >= " + plain(aim),
                aim == 0 ? null : ratio >= aim,
                machine);
    }

    /** A row that is not this run's to fill. */
    static Measure absent(String measure, String reason, String machine) {
        return new Measure(measure, 0, "not measured", reason, null, "", null, machine);
    }

    /** What could not be measured is missed: a run that broke must not look like a good one. */
    static Measure failed(String measure, String reason, String machine) {
        return new Measure(measure, 0, "failed", reason, null, "measured", false, machine);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
