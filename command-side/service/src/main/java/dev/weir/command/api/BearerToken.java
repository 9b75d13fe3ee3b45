package dev.weir.command.api;

/**
 * A token as it came in, to travel with a command that another node carries out. It never prints.
 *
 * @param value without {@code Bearer}; empty: none
 */
public record BearerToken(String value) {
    public static final BearerToken NONE = new BearerToken("");

    /** As the header {@code Authorization} takes it. */
    public String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "no token" : "a token";
    }
}
