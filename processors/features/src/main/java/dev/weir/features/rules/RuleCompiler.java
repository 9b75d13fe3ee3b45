package dev.weir.features.rules;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.features.FeatureSet;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Type-checks rules and bounds what they can cost. Safe for many threads. */
final class RuleCompiler {
    /** Longest expression, characters: about two pages. */
    static final int EXPRESSION_MAX = 4_096;

    /**
     * Steps of all loops of one evaluation together; unlimited in CEL if not set. The only
     * collection is the metadata.
     */
    static final int LOOP_STEPS_MAX = 1_000;

    /** Nested brackets and operators; a stack overflow in the parser would need thousands. */
    static final int NESTING_MAX = 64;

    /** Size of a regular expression's program; RE2 is linear in it. */
    static final int REGEX_PROGRAM_MAX = 1_000;

    private static final Set<Outcome> OUTCOMES =
            EnumSet.of(Outcome.APPROVED, Outcome.DECLINED, Outcome.REFERRED);

    private final Cel cel;

    private RuleCompiler(Cel cel) {
        this.cel = cel;
    }

    static RuleCompiler full(FeatureSet set) {
        CelBuilder builder = withPayment();
        for (int i = 0; i < set.size(); i++) {
            CelType type =
                    switch (set.typeAt(i)) {
                        case LONG -> SimpleType.INT;
                        case DOUBLE -> SimpleType.DOUBLE;
                        case BOOL -> SimpleType.BOOL;
                    };
            builder.addVar(RuleInput.FEATURES + set.nameAt(i), type);
        }
        return new RuleCompiler(builder.build());
    }

    static RuleCompiler local() {
        return new RuleCompiler(withPayment().build());
    }

    private static CelBuilder withPayment() {
        CelBuilder builder =
                CelFactory.standardCelBuilder()
                        .setOptions(
                                CelOptions.current()
                                        .maxExpressionCodePointSize(EXPRESSION_MAX)
                                        .maxParseRecursionDepth(NESTING_MAX)
                                        .comprehensionMaxIterations(LOOP_STEPS_MAX)
                                        .maxRegexProgramSize(REGEX_PROGRAM_MAX)
                                        .build())
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .setResultType(SimpleType.BOOL);
        for (PaymentVariables variable : PaymentVariables.values()) {
            builder.addVar(variable.text(), variable.type());
        }
        return builder;
    }

    /**
     * Compiles a rule.
     *
     * @throws RuleException with a message for the rule's author, line and column in it
     */
    CompiledRule compile(Rule rule, boolean shadow) {
        if (!OUTCOMES.contains(rule.getOutcome())) {
            throw new RuleException(
                    rule.getRuleId(), "outcome " + rule.getOutcome() + " cannot be asked for");
        }
        CelValidationResult result = cel.compile(rule.getExpression());
        if (result.hasError()) {
            String issues =
                    result.getErrors().stream()
                            .map(RuleCompiler::describe)
                            .collect(Collectors.joining("; "));
            throw new RuleException(rule.getRuleId(), issues);
        }
        try {
            return new CompiledRule(rule, shadow, cel.createProgram(result.getAst()));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new RuleException(rule.getRuleId(), e.getMessage());
        }
    }

    /** Columns count from 1. */
    private static String describe(CelIssue issue) {
        return "line %d, column %d: %s"
                .formatted(
                        issue.getSourceLocation().getLine(),
                        issue.getSourceLocation().getColumn() + 1,
                        issue.getMessage());
    }
}
