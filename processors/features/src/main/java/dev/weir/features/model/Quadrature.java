package dev.weir.features.model;

/**
 * The Gauss-Legendre rule on 0 to 1: the integral of a polynomial of degree {@code 2 n - 1} or less
 * is the sum of its values at n points, each times a weight. With three points it is right for
 * every power up to the fifth. Worked out by Newton's method from {@link StrictMath}'s cosine: the
 * same bits on every machine.
 */
final class Quadrature {
    /** Three are enough from such a start; more change no bit. */
    private static final int NEWTON_STEPS = 10;

    private final double[] points;
    private final double[] weights;

    private Quadrature(double[] points, double[] weights) {
        this.points = points;
        this.weights = weights;
    }

    /** The rule with so many points, at least one. */
    static Quadrature of(int count) {
        double[] points = new double[count];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            double x = StrictMath.cos(StrictMath.PI * (i + 0.75) / (count + 0.5));
            double slope = 0;
            for (int step = 0; step < NEWTON_STEPS; step++) {
                double before = 0;
                double value = 1;
                for (int degree = 1; degree <= count; degree++) {
                    double next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
                    before = value;
                    value = next;
                }
                slope = count * (before - x * value) / (1 - x * x);
                x -= value / slope;
            }
            points[i] = (1 - x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
        return new Quadrature(points, weights);
    }

    /** The points, ascending. */
    double[] points() {
        return points.clone();
    }

    /** Their weights; together they are 1. */
    double[] weights() {
        return weights.clone();
    }
}
