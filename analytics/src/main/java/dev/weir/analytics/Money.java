package dev.weir.analytics;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * Money as text for people. Amounts are whole minor units, as a BigDecimal since totals may pass 64
 * bits.
 */
final class Money {
    /** Of a house currency, which ISO 4217 does not list. */
    private static final int DIGITS_UNLESS_KNOWN = 2;

    private Money() {}

    /** {@code 560095352} of EUR is {@code 5600953.52 EUR}. */
    static String format(BigDecimal minor, String currency) {
        return decimal(minor, currency) + " " + currency;
    }

    /** {@code 560095352} of EUR is {@code 5600953.52}. */
    static String decimal(BigDecimal minor, String currency) {
        return minor.movePointLeft(fractionDigits(currency))
                .setScale(fractionDigits(currency))
                .toPlainString();
    }

    private static int fractionDigits(String currency) {
        try {
            // -1 stands for pseudo-currencies such as XXX, which have no minor unit
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            return DIGITS_UNLESS_KNOWN;
        }
    }
}
