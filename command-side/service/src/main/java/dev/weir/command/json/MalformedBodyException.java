package dev.weir.command.json;

/** A body that is no JSON of its message; the text says what is wrong and where. */
public final class MalformedBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedBodyException(String problem) {
        super(problem, null, false, false);
    }
}
