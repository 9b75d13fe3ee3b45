package dev.weir.features;

/**
 * Distances on a sphere of the earth's mean radius, by {@link StrictMath}: equal on every machine.
 */
final class Earth {
    private static final double RADIUS_KILOMETRES = 6_371.0088;
    private static final double RADIANS_PER_MICRODEGREE = StrictMath.PI / 180.0e6;

    private Earth() {}

    /** Great-circle distance by the haversine formula; arguments in millionths of a degree. */
    static double kilometres(int latitude, int longitude, int otherLatitude, int otherLongitude) {
        double a = square(StrictMath.sin(halfAngle(latitude, otherLatitude)));
        double b = square(StrictMath.sin(halfAngle(longitude, otherLongitude)));
        double cosines =
                StrictMath.cos(latitude * RADIANS_PER_MICRODEGREE)
                        * StrictMath.cos(otherLatitude * RADIANS_PER_MICRODEGREE);
        double haversine = StrictMath.min(1.0, a + cosines * b);
        return 2 * RADIUS_KILOMETRES * StrictMath.asin(StrictMath.sqrt(haversine));
    }

    private static double halfAngle(int one, int other) {
        return ((long) other - one) * RADIANS_PER_MICRODEGREE / 2;
    }

    private static double square(double value) {
        return value * value;
    }
}
