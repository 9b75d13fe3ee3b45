package dev.weir.features;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Seeds of random histories; {@code -Dweir.seed=N} repeats one. */
final class Seeds {
    private Seeds() {}

    /** The given seed alone, else {@code count} seeds that follow from a fixed one. */
    static List<Long> of(int count) {
        String given = System.getProperty("weir.seed", "");
        if (!given.isEmpty()) {
            return List.of(Long.parseLong(given));
        }
        SplittableRandom random = new SplittableRandom(2026);
        return LongStream.generate(random::nextLong).limit(count).boxed().toList();
    }
}
