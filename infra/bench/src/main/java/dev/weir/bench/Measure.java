package dev.weir.bench;

/**
 * One measured figure: a row of the printed table and of {@code target/bench/NAME.json}.
 *
 * @param measure what was measured, with its load
 * @param unit of the value
 * @param peer what it was measured beside in the same run; empty: nothing
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

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
