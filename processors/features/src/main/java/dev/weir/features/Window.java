package dev.weir.features;

/**
 * Lengths of the sliding windows. A window at time t is {@code (t - length, t]} in event time of
 * the book.
 */
public enum Window {
    M1("1m", 60L),
    M10("10m", 600L),
    H1("1h", 3_600L),
    D1("1d", 86_400L),
    D7("7d", 7 * 86_400L),
    D30("30d", 30 * 86_400L);

    private final String text;
    private final long micros;

    Window(String text, long seconds) {
        this.text = text;
        this.micros = seconds * Times.SECOND;
    }

    /** As it stands in names of features: {@code 10m}. */
    public String text() {
        return text;
    }

    /** Its length, microseconds. */
    public long micros() {
        return micros;
    }
}
