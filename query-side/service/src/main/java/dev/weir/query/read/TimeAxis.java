package dev.weir.query.read;

/** Which of an entry's two times is meant. */
public enum TimeAxis {
    /** Business time. */
    OCCURRED("occurred_at"),
    /** Time at which the owner recorded it. */
    RECORDED("recorded_at");

    private final String column;

    TimeAxis(String column) {
        this.column = column;
    }

    public String column() {
        return column;
    }
}
