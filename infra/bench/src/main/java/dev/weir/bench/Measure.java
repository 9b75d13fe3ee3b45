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
    private static final String NONE = "none";
    private static final String MEASURED = "measured";

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
                String.format(Locale.ROOT, other < 100 ? "%s: %,.1f" : "%s: %,.0f", peer, other),
                ratio,
                aim == 0 ? "" : "ratio >= " + plain(aim),
                aim == 0 ? null : ratio >= aim,
                machine);
    }

    /**
     * A figure beside its peer's, with the greatest ratio that is aimed at.
     *
     * @param other the peer's figure, of the same unit
     */
    static Measure atMostTimes(
            String measure,
            double value,
            String unit,
            String peer,
            double other,
            double aim,
            String machine) {
        Measure shown = beside(measure, value, unit, peer, other, 0, machine);
        return new Measure(
                measure,
                value,
                unit,
                shown.peer(),
                shown.ratio(),
                "ratio <= " + plain(aim),
                other > 0 && shown.ratio() <= aim,
                machine);
    }

    /** A check, not an aim: of what must not happen at all. */
    static Measure none(String measure, double count, String unit, String machine) {
        return new Measure(measure, count, unit, "", null, NONE, count == 0, machine);
    }

    /** What could not be measured is missed: a run that broke must not look like a good one. */
    static Measure failed(String measure, String reason, String machine) {
        return new Measure(measure, 0, "failed", reason, null, MEASURED, false, machine);
    }

    /**
     * Whether a check failed or something could not be measured: more than an aim that is missed.
     */
    boolean broke() {
        return Boolean.FALSE.equals(met) && (aim.equals(NONE) || aim.equals(MEASURED));
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
