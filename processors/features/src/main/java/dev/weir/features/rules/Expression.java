package dev.weir.features.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;

/** A compiled yes-or-no expression. Safe for many threads. */
public final class Expression {
    private final Program program;

    Expression(Program program) {
        this.program = program;
    }

    /**
     * Whether it says yes.
     *
     * @throws CelEvaluationException if it cannot say: an overflow, a division by zero, a key that
     *     is not there
     */
    public boolean holds(CelVariableResolver input) throws CelEvaluationException {
        return Boolean.TRUE.equals(program.eval(input));
    }
}
