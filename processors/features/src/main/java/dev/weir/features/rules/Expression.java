package dev.weir.features.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;
import java.util.Optional;

/** A compiled yes-or-no expression. Safe for many threads. */
public final class Expression {
    private final Program program;

    /** The same without CEL's interpreter, where that is possible. */
    private final Optional<Direct> direct;

    Expression(Program program, Optional<Direct> direct) {
        this.program = program;
        this.direct = direct;
    }

    /**
     * Whether it says yes.
     *
     * @throws CelEvaluationException if it cannot say: an overflow, a division by zero, a key that
     *     is not there
     */
    public boolean holds(CelVariableResolver input) throws CelEvaluationException {
        if (direct.isPresent()
                && input instanceof RuleInput payment
                && direct.get().knows(payment)) {
            return direct.get().holds(payment);
        }
        return interpreted(input);
    }

    boolean interpreted(CelVariableResolver input) throws CelEvaluationException {
        return Boolean.TRUE.equals(program.eval(input));
    }

    /** Whether it can do without the interpreter. */
    boolean isDirect() {
        return direct.isPresent();
    }
}
