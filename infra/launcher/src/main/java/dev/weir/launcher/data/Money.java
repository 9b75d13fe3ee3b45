package dev.weir.launcher.data;

import dev.weir.launcher.Counted;
import java.math.BigDecimal;
import java.util.Currency;

/**
 * Money between decimal text, as people write it, and integer minor units, as the ledger counts it.
 */
final class Money {
    /** Decimals of a currency that ISO 4217 does not know. */
    private static final int DECIMALS_OTHERWISE = 2;

    private Money() {}

    /** Number of decimals of a currency, 0 to 8. */
    static int decimals(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return DECIMALS_OTHERWISE;
        }
    }

    /**
     * @throws RowProblem AMOUNT_INVALID if the text is no decimal number, too large or finer than
     *     the minor unit
     */
    static long parseMinor(String text, String currency) {
        try {
            return new BigDecimal(text).movePointRight(decimals(currency)).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new RowProblem(
                    "AMOUNT_INVALID",
                    "the amount "
                            + text
                            + " is not a decimal number with at most "
                            + Counted.of(decimals(currency), "decimal")
                            + " that fits 64 bits");
        }
    }

    /** For example {@code 5600953.52 USD}. */
    static String format(long minor, String currency) {
        return format(minor, currency, decimals(currency));
    }

    /**
     * @param decimals as the book says it, which has the last word for house currencies
     */
    static String format(long minor, String currency, int decimals) {
        return formatAmount(minor, decimals) + " " + currency;
    }

    static String formatAmount(long minor, int decimals) {
        return BigDecimal.valueOf(minor, decimals).toPlainString();
    }
}
