package dev.weir.features.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelReference;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Expressions that compare fields of a payment, its account and its features with constants or with
 * each other, joined by and, or and not: most rules are no more. They are asked for every payment,
 * and CEL's interpreter takes microseconds where the comparison takes nanoseconds.
 *
 * <p>Only what can neither fail nor depend on a subtlety of CEL is taken: integers, texts for
 * equality, yes or no, and the four orders of doubles. Everything else, such as arithmetic (which
 * can overflow), metadata (whose keys can be missing) or equality of doubles, stays CEL's. So the
 * answer is the same; a test compares both.
 */
final class Direct {
    private final Predicate<RuleInput> test;

    /** The set whose places the test reads; empty: it reads no feature. */
    private final Optional<FeatureSet> set;

    private Direct(Predicate<RuleInput> test, Optional<FeatureSet> set) {
        this.test = test;
        this.set = set;
    }

    /**
     * The same as a checked expression, if it is of this kind.
     *
     * @param features the set that its variables are of; empty: it has none
     */
    static Optional<Direct> of(CelAbstractSyntaxTree ast, Optional<FeatureSet> features) {
        Reader reader = new Reader(ast, features);
        return reader.test(ast.getExpr())
                .map(test -> new Direct(test, reader.readsFeatures ? features : Optional.empty()));
    }

    /** Whether it can say for an input, which has to bring the features that it reads. */
    boolean knows(RuleInput input) {
        return set.isEmpty()
                || input.features().isPresent()
                        && input.set().isPresent()
                        && input.set().get() == set.get();
    }

    boolean holds(RuleInput input) {
        return test.test(input);
    }

    /** Reads an expression; empty results say that something in it is not of this kind. */
    private static final class Reader {
        private final CelAbstractSyntaxTree ast;
        private final Optional<FeatureSet> features;
        private boolean readsFeatures;

        Reader(CelAbstractSyntaxTree ast, Optional<FeatureSet> features) {
            this.ast = ast;
            this.features = features;
        }

        Optional<Predicate<RuleInput>> test(CelExpr expr) {
            if (expr.getKind() == CelExpr.ExprKind.Kind.CALL) {
                return call(expr.call());
            }
            if (isConstant(expr, CelConstant.Kind.BOOLEAN_VALUE)) {
                boolean value = expr.constant().booleanValue();
                return Optional.of(input -> value);
            }
            int position = positionOf(expr, FeatureType.BOOL);
            return position < 0
                    ? Optional.empty()
                    : Optional.of(input -> bits(input, position) != 0);
        }

        private Optional<Predicate<RuleInput>> call(CelCall call) {
            List<CelExpr> args = call.args();
            return switch (call.function()) {
                case "_&&_" -> both(args, Predicate::and);
                case "_||_" -> both(args, Predicate::or);
                case "!_" -> test(args.getFirst()).map(Predicate::negate);
                case "_==_" -> equal(args);
                case "_!=_" -> equal(args).map(Predicate::negate);
                case "_<_" -> ordered(args, (x, y) -> x < y, (x, y) -> x < y);
                case "_<=_" -> ordered(args, (x, y) -> x <= y, (x, y) -> x <= y);
                case "_>_" -> ordered(args, (x, y) -> x > y, (x, y) -> x > y);
                case "_>=_" -> ordered(args, (x, y) -> x >= y, (x, y) -> x >= y);
                default -> Optional.empty();
            };
        }

        private interface Joined {
            Predicate<RuleInput> of(Predicate<RuleInput> one, Predicate<RuleInput> other);
        }

        private Optional<Predicate<RuleInput>> both(List<CelExpr> args, Joined joined) {
            Optional<Predicate<RuleInput>> one = test(args.get(0));
            Optional<Predicate<RuleInput>> other = test(args.get(1));
            return one.isPresent() && other.isPresent()
                    ? Optional.of(joined.of(one.get(), other.get()))
                    : Optional.empty();
        }

        private Optional<Predicate<RuleInput>> equal(List<CelExpr> args) {
            Optional<ToLongFunction<RuleInput>> one = integer(args.get(0));
            Optional<ToLongFunction<RuleInput>> other = integer(args.get(1));
            if (one.isPresent() && other.isPresent()) {
                ToLongFunction<RuleInput> x = one.get();
                ToLongFunction<RuleInput> y = other.get();
                return Optional.of(in -> x.applyAsLong(in) == y.applyAsLong(in));
            }
            Optional<Function<RuleInput, String>> text = text(args.get(0));
            Optional<Function<RuleInput, String>> otherText = text(args.get(1));
            if (text.isPresent() && otherText.isPresent()) {
                Function<RuleInput, String> x = text.get();
                Function<RuleInput, String> y = otherText.get();
                return Optional.of(in -> x.apply(in).equals(y.apply(in)));
            }
            return Optional.empty();
        }

        private interface Longs {
            boolean hold(long one, long other);
        }

        private interface Doubles {
            boolean hold(double one, double other);
        }

        private Optional<Predicate<RuleInput>> ordered(
                List<CelExpr> args, Longs longs, Doubles doubles) {
            Optional<ToLongFunction<RuleInput>> one = integer(args.get(0));
            Optional<ToLongFunction<RuleInput>> other = integer(args.get(1));
            if (one.isPresent() && other.isPresent()) {
                ToLongFunction<RuleInput> x = one.get();
                ToLongFunction<RuleInput> y = other.get();
                return Optional.of(in -> longs.hold(x.applyAsLong(in), y.applyAsLong(in)));
            }
            Optional<ToDoubleFunction<RuleInput>> real = real(args.get(0));
            Optional<ToDoubleFunction<RuleInput>> otherReal = real(args.get(1));
            if (real.isPresent() && otherReal.isPresent()) {
                ToDoubleFunction<RuleInput> x = real.get();
                ToDoubleFunction<RuleInput> y = otherReal.get();
                return Optional.of(in -> doubles.hold(x.applyAsDouble(in), y.applyAsDouble(in)));
            }
            return Optional.empty();
        }

        private Optional<ToLongFunction<RuleInput>> integer(CelExpr expr) {
            if (isConstant(expr, CelConstant.Kind.INT64_VALUE)) {
                long value = expr.constant().int64Value();
                return Optional.of(in -> value);
            }
            int position = positionOf(expr, FeatureType.LONG);
            if (position >= 0) {
                return Optional.of(in -> bits(in, position));
            }
            return variable(expr)
                    .filter(PaymentVariables::isPlainInteger)
                    .map(variable -> in -> (Long) variable.of(in));
        }

        private Optional<ToDoubleFunction<RuleInput>> real(CelExpr expr) {
            if (isConstant(expr, CelConstant.Kind.DOUBLE_VALUE)) {
                double value = expr.constant().doubleValue();
                return Optional.of(in -> value);
            }
            int position = positionOf(expr, FeatureType.DOUBLE);
            return position < 0
                    ? Optional.empty()
                    : Optional.of(in -> Double.longBitsToDouble(bits(in, position)));
        }

        private Optional<Function<RuleInput, String>> text(CelExpr expr) {
            if (isConstant(expr, CelConstant.Kind.STRING_VALUE)) {
                String value = expr.constant().stringValue();
                return Optional.of(in -> value);
            }
            return variable(expr)
                    .filter(PaymentVariables::isText)
                    .map(variable -> in -> (String) variable.of(in));
        }

        private static boolean isConstant(CelExpr expr, CelConstant.Kind kind) {
            return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                    && expr.constant().getKind() == kind;
        }

        /** Full name of the variable that an expression is; empty if it is none. */
        private String nameOf(CelExpr expr) {
            boolean named =
                    expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                            || expr.getKind() == CelExpr.ExprKind.Kind.SELECT;
            CelReference reference = named ? ast.getReference(expr.id()).orElse(null) : null;
            return reference == null || reference.value().isPresent() ? "" : reference.name();
        }

        private Optional<PaymentVariables> variable(CelExpr expr) {
            return PaymentVariables.named(nameOf(expr));
        }

        /** Place of a feature of a type; -1 if the expression is none. */
        private int positionOf(CelExpr expr, FeatureType type) {
            String name = nameOf(expr);
            if (features.isEmpty() || !name.startsWith(RuleInput.FEATURES)) {
                return -1;
            }
            int position = features.get().positionOf(name.substring(RuleInput.FEATURES.length()));
            if (position < 0 || features.get().typeAt(position) != type) {
                return -1;
            }
            readsFeatures = true;
            return position;
        }

        private static long bits(RuleInput input, int position) {
            return input.features().orElseThrow().bits(position);
        }
    }
}
