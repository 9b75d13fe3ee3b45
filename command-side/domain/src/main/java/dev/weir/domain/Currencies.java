package dev.weir.domain;

import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many decimals the currencies of a book have: ISO 4217 has the word, then what was defined by
 * an event, and 2 for a house code of which nobody said more. A code that is in use keeps what it
 * has, so that an amount never changes its meaning.
 */
final class Currencies {
    /** Decimals of a currency that neither ISO 4217 nor the book defines. */
    static final int DECIMALS_OTHERWISE = 2;

    private final Map<String, Integer> defined = new TreeMap<>();
    private final TreeSet<String> used = new TreeSet<>();
    private final Optional<Currencies> below;

    Currencies() {
        this.below = Optional.empty();
    }

    /** What comes on top of others and leaves them as they are. */
    Currencies(Currencies below) {
        this.below = Optional.of(below);
    }

    /** Decimals of the major unit, 0 to 8. */
    int decimals(String currency) {
        return defined(currency).or(() -> standard(currency)).orElse(DECIMALS_OTHERWISE);
    }

    /** What was defined in this book; empty: nothing. */
    Optional<Integer> defined(String currency) {
        return Optional.ofNullable(defined.get(currency))
                .or(() -> below.flatMap(others -> others.defined(currency)));
    }

    /** How many were defined in this book. */
    int definitions() {
        return defined.size() + below.map(Currencies::definitions).orElse(0);
    }

    /** Whether an account was opened in it. */
    boolean isUsed(String currency) {
        return used.contains(currency) || below.map(o -> o.isUsed(currency)).orElse(false);
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
        defined.put(currency, decimals);
    }

    void used(String currency) {
        used.add(currency);
    }

    @Override
    public String toString() {
        return defined + " " + used;
    }
}
