package dev.weir.launcher;

/** A number and what it counts, as people say it: "1 day", "14 days". */
public final class Counted {
    private Counted() {}

    /**
     * @param one the noun for one of them; the others have an s behind it
     */
    public static String of(long number, String one) {
        return of(number, one, one + "s");
    }

    public static String of(long number, String one, String others) {
        return number + " " + (number == 1 ? one : others);
    }
}
