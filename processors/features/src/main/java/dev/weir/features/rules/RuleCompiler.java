package dev.weir.features.rules;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Type-checks expressions and bounds what they can cost. Safe for many threads. */
public final class RuleCompiler {
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

    /** What of this compiler's expressions does without CEL's interpreter. */
    private final Function<CelAbstractSyntaxTree, Optional<Direct>> direct;

    private RuleCompiler(Cel cel, Function<CelAbstractSyntaxTree, Optional<Direct>> direct) {
        this.cel = cel;
        this.direct = direct;
    }

    /** Over payment, account and features. */
    public static RuleCompiler full(FeatureSet set) {
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
        return new RuleCompiler(builder.build(), ast -> Direct.of(ast, Optional.of(set)));
    }

    /** Over payment and account. */
    public static RuleCompiler local() {
        return new RuleCompiler(withPayment().build(), ast -> Direct.of(ast, Optional.empty()));
    }

    /** Over variables of the caller's own. */
    public static RuleCompiler over(Map<String, CelType> variables) {
        CelBuilder builder = bounded();
        variables.forEach(builder::addVar);
        return new RuleCompiler(builder.build(), ast -> Optional.empty());
    }

    private static CelBuilder withPayment() {
        CelBuilder builder = bounded();
        for (PaymentVariables variable : PaymentVariables.values()) {
            builder.addVar(variable.text(), variable.type());
        }
        return builder;
    }

    private static CelBuilder bounded() {
        return CelFactory.standardCelBuilder()
                .setOptions(
                        CelOptions.current()
                                .maxExpressionCodePointSize(EXPRESSION_MAX)
                                .maxParseRecursionDepth(NESTING_MAX)
                                .comprehensionMaxIterations(LOOP_STEPS_MAX)
                                .maxRegexProgramSize(REGEX_PROGRAM_MAX)
                                .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL);
    }

    /**
     * Compiles a rule.
     *
     * @throws RuleException with a message for the rule's author, line and column in it
     */
    CompiledRule compile(Rule rule) {
        String what = "rule " + rule.getRuleId();
        if (!OUTCOMES.contains(rule.getOutcome())) {
            throw new RuleException(
                    what + ": outcome " + rule.getOutcome() + " cannot be asked for");
        }
        return new CompiledRule(rule, compile(what, rule.getExpression()));
    }

    /**
     * Compiles an expression.
     *
     * @param what what it belongs to, for the message
     * @throws RuleException with a message for the author, line and column in it
     */
    public Expression compile(String what, String expression) {
        CelValidationResult result = cel.compile(expression);
        if (result.hasError()) {
            String issues =
                    result.getErrors().stream()
                            .map(RuleCompiler::describe)
                            .collect(Collectors.joining("; "));
            throw new RuleException(what + ": " + issues);
        }
        try {
            return new Expression(
                    cel.createProgram(result.getAst()), direct.apply(result.getAst()));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new RuleException(what + ": " + e.getMessage());
        }
    }

    /** Compiles a rule once, however often it comes in and out of force. Not safe for threads. */
    static final class Cached {
        private final RuleCompiler compiler;
        private final Map<Rule, CompiledRule> compiled = new HashMap<>();

        Cached(RuleCompiler compiler) {
            this.compiler = compiler;
        }

        /** Leaves out what does not compile and says so. */
        List<CompiledRule> compileAll(List<Rule> rules, List<RuleFailure> rejected) {
            List<CompiledRule> done = new ArrayList<>();
            for (Rule rule : rules) {
                try {
                    done.add(compiled.computeIfAbsent(rule, compiler::compile));
                } catch (RuleException e) {
                    rejected.add(
                            new RuleFailure(rule.getRuleId(), rule.getVersion(), e.getMessage()));
                }
            }
            return done;
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
