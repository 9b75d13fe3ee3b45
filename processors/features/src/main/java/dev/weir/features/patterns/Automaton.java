package dev.weir.features.patterns;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.features.AgingState;

/** How a kind of pattern follows the events of a book. Its state lies in one group of keys. */
interface Automaton {
    /**
     * Takes an event in the book's order; true if it is a payment that completes the pattern.
     *
     * @throws CelEvaluationException if a predicate cannot say; the event is not taken then
     */
    boolean take(PatternInput input, AgingState state) throws CelEvaluationException;
}
