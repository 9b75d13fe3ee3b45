package dev.weir.launcher.data;

/**
 * Why a row cannot become a command. The code and the message stand in the file of refused rows.
 */
final class RowProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    RowProblem(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
