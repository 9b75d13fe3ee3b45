package dev.weir.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what speaks against a command; the first in {@link RefusalCode}'s order is what it is
 * refused with.
 */
final class Findings {
    private Outcome.Refused first;

    /**
     * Adds a finding; parameters are names and values in turn. Of two with the same code the first
     * one stays.
     */
    void add(RefusalCode code, String... parameters) {
        if (first == null || code.ordinal() < first.code().ordinal()) {
            first = refused(code, parameters);
        }
    }

    Optional<Outcome.Refused> refusal() {
        return Optional.ofNullable(first);
    }

    boolean none() {
        return first == null;
    }

    static Outcome.Refused refused(RefusalCode code, String... parameters) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            named.put(parameters[i], clip(parameters[i + 1]));
        }
        return new Outcome.Refused(code, named);
    }

    private static String clip(String text) {
        return text.length() <= Limits.PARAMETER_CHARACTERS_MAX
                ? text
                : text.substring(0, Limits.PARAMETER_CHARACTERS_MAX);
    }
}
