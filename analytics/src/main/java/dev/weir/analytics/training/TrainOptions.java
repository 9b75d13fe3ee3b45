package dev.weir.analytics.training;

import dev.weir.contract.log.Micros;
import dev.weir.features.FeatureSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is made from.
 *
 * @param events file of {@code weir export events}; empty: the platform's log
 * @param book payments of this book only; empty: of all
 * @param from payments from this business time on, microseconds since 1970
 * @param to payments before it
 * @param truths book to a file of what its payments were, with the columns payment_id, fraud (0 or
 *     1) and scenario, in place of what the log says
 * @param unnamedGood whether payments of such a book that its file does not name are good; else
 *     they are left out
 * @param labelDelay how long it takes until frauds are known: younger payments are left out, and as
 *     much time lies between training and test
 * @param testFrom payments from it on test; empty: the last fifth of the time
 * @param testBook a book that tests, while all others train; empty: time divides them
 * @param features what is computed
 * @param seed of the training
 * @param trees number of trees
 * @param depth levels of each tree
 * @param out folder that gets the model and its report
 */
record TrainOptions(
        Optional<Path> events,
        Optional<String> book,
        long from,
        long to,
        Map<String, Path> truths,
        boolean unnamedGood,
        Duration labelDelay,
        Optional<Instant> testFrom,
        Optional<String> testBook,
        FeatureSet features,
        long seed,
        int trees,
        int depth,
        Path out) {
    static final String USAGE =
            "[--from TIME] [--to TIME] [--book B] [--label-delay 7d] [--seed N] [--test-from TIME]"
                    + " [--test-book B] [--truth BOOK=FILE.csv ...] [--unnamed good] [--events FILE.csv] [--feature-set ID] [--trees N]"
                    + " [--depth N] [--out FOLDER]";

    /** More trees or levels cost a payment more time than a model of the platform may take. */
    private static final int TREES_MAX = 500;

    private static final int DEPTH_MAX = 10;

    /** A person disputes what stands on a statement. */
    private static final Duration LABEL_DELAY = Duration.ofDays(7);

    /**
     * @param store folder of the model store, if no other is named
     * @throws TrainFailure naming the argument that is not understood
     */
    static TrainOptions parse(List<String> arguments, Path store) {
        Arguments given = new Arguments(arguments, USAGE);
        Map<String, Path> truths = new LinkedHashMap<>();
        given.all("--truth").forEach(value -> addTruth(truths, value));
        TrainOptions options =
                new TrainOptions(
                        given.path("--events"),
                        given.text("--book"),
                        given.time("--from").map(Micros::of).orElse(Long.MIN_VALUE),
                        given.time("--to").map(Micros::of).orElse(Long.MAX_VALUE),
                        truths,
                        unnamedGood(given),
                        given.span("--label-delay", LABEL_DELAY),
                        given.time("--test-from"),
                        given.text("--test-book"),
                        featureSet(
                                given.text("--feature-set")
                                        .orElseGet(() -> FeatureSet.payments2().id())),
                        given.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                        (int) given.number("--trees", 100, 1, TREES_MAX),
                        (int) given.number("--depth", 6, 1, DEPTH_MAX),
                        given.path("--out").orElse(store));
        given.end();
        return options;
    }

    private static boolean unnamedGood(Arguments given) {
        String text = given.text("--unnamed").orElse("left-out");
        if (!text.equals("good") && !text.equals("left-out")) {
            throw new TrainFailure("--unnamed takes good or left-out, not " + text);
        }
        return text.equals("good");
    }

    private static FeatureSet featureSet(String id) {
        try {
            return FeatureSet.of(id);
        } catch (IllegalArgumentException e) {
            throw new TrainFailure("--feature-set: " + e.getMessage(), e);
        }
    }

    private static void addTruth(Map<String, Path> truths, String value) {
        int equals = value.indexOf('=');
        if (equals < 1 || truths.containsKey(value.substring(0, equals))) {
            throw new TrainFailure("--truth takes BOOK=FILE.csv, each book once, not " + value);
        }
        truths.put(value.substring(0, equals), Path.of(value.substring(equals + 1)));
    }
}
