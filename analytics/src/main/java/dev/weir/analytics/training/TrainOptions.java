package dev.weir.analytics.training;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model is made from.
 *
 * @param events file of {@code weir export events}, books in log order
 * @param truths book to the file of what its payments were, with the columns payment_id, fraud (0
 *     or 1) and scenario; a payment's id is unique in its book only
 * @param testFrom payments before it train, later ones test
 * @param seed of the training
 * @param trees number of trees
 * @param depth levels of each tree
 * @param out folder that gets the model and its report
 */
record TrainOptions(
        Path events,
        Map<String, Path> truths,
        Instant testFrom,
        long seed,
        int trees,
        int depth,
        Path out) {
    static final String USAGE =
            "--events FILE.csv --truth BOOK=FILE.csv [--truth ...] --test-from TIME --out FOLDER [--seed N] [--trees N] [--depth N]";

    /** More trees or levels cost a payment more time than a model of the platform may take. */
    private static final int TREES_MAX = 500;

    private static final int DEPTH_MAX = 10;

    /**
     * @throws TrainFailure naming the argument that is not understood
     */
    static TrainOptions parse(List<String> arguments) {
        Path events = null;
        Path out = null;
        Instant testFrom = null;
        Map<String, Path> truths = new LinkedHashMap<>();
        long seed = 1;
        int trees = 100;
        int depth = 6;
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "--events" -> events = Path.of(value);
                case "--truth" -> addTruth(truths, value);
                case "--out" -> out = Path.of(value);
                case "--test-from" -> testFrom = time(value);
                case "--seed" -> seed = number("--seed", value, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--trees" -> trees = (int) number("--trees", value, 1, TREES_MAX);
                case "--depth" -> depth = (int) number("--depth", value, 1, DEPTH_MAX);
                default -> throw new TrainFailure(arguments.get(i) + " is not known; " + USAGE);
            }
        }
        boolean whole = events != null && out != null && testFrom != null && !truths.isEmpty();
        if (!whole || arguments.size() % 2 != 0) {
            throw new TrainFailure("Usage: " + USAGE);
        }
        return new TrainOptions(events, truths, testFrom, seed, trees, depth, out);
    }

    private static void addTruth(Map<String, Path> truths, String value) {
        int equals = value.indexOf('=');
        if (equals < 1 || truths.containsKey(value.substring(0, equals))) {
            throw new TrainFailure("--truth takes BOOK=FILE.csv, each book once, not " + value);
        }
        truths.put(value.substring(0, equals), Path.of(value.substring(equals + 1)));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new TrainFailure("--test-from takes a time like 2026-01-31T12:00:00Z", e);
        }
    }

    private static long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TrainFailure(name + " takes an integer, not " + text, e);
        }
        throw new TrainFailure(name + " takes " + min + " to " + max + ", not " + text);
    }
}
