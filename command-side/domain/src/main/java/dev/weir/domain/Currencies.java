package dev.weir.domain;

import dev.weir.contract.store.v1.CurrencyState;
import java.util.Currency;
import java.util.Optional;

/**
 * How many decimals the currencies of a book have: ISO 4217 has the word, then what was defined by
 * an event, and 2 for a house code of which nobody said more. A code that is in use keeps what it
 * has, so that an amount never changes its meaning.
 */
final class Currencies {
    /** Decimals of a currency that neither ISO 4217 nor the book defines. */
    static final int DECIMALS_OTHERWISE = 2;

    private final EntityTable<CurrencyState> byCode;
    private final Optional<Currencies> below;

    /**
     * @param byCode a table of their own
     * @param below what they come on top of and leave as it is
     */
    Currencies(EntityTable<CurrencyState> byCode, Optional<Currencies> below) {
        this.byCode = byCode;
        this.below = below;
    }

    /** Decimals of the major unit, 0 to 8. */
    int decimals(String currency) {
        return defined(currency).or(() -> standard(currency)).orElse(DECIMALS_OTHERWISE);
    }

    /** What was defined in this book; empty: nothing. */
    Optional<Integer> defined(String currency) {
        CurrencyState state = state(currency);
        return state.hasDecimals() ? Optional.of(state.getDecimals()) : Optional.empty();
    }

    /** How many were defined in this book. */
    int definitions() {
        int own = (int) byCode.values().filter(CurrencyState::hasDecimals).count();
        return own + below.map(Currencies::definitions).orElse(0);
    }

    /** Whether an account was opened in it. */
    boolean isUsed(String currency) {
        return state(currency).getUsed();
    }

    /** What ISO 4217 says; a code without a minor unit (gold) has 0; empty: no code of it. */
    static Optional<Integer> standard(String currency) {
        try {
            return Optional.of(
                    Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void define(String currency, int decimals) {
        byCode.put(currency, state(currency).toBuilder().setDecimals(decimals).build());
    }

    void used(String currency) {
        CurrencyState before = state(currency);
        if (!before.getUsed()) {
            byCode.put(currency, before.toBuilder().setUsed(true).build());
        }
    }

    private CurrencyState state(String currency) {
        CurrencyState own = byCode.get(currency);
        return own != null
                ? own
                : below.map(others -> others.state(currency))
                        .orElse(CurrencyState.getDefaultInstance());
    }
}
