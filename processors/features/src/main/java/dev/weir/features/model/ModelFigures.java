package dev.weir.features.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The figures in the report that lies beside a model's file as {@code <hash>.properties}. They are
 * for people: nothing is decided by them, and a model without a report has none.
 */
public final class ModelFigures {
    /** Names that begin so are figures, integers in millionths. */
    public static final String PREFIX = "figure.";

    private ModelFigures() {}

    /** Where the report of a model lies, relative to the store. */
    public static String pathOf(String hash) {
        return ModelHash.checked(hash) + ".properties";
    }

    /**
     * Name to figure, millionths.
     *
     * @throws IOException if it cannot be read
     * @throws ModelException MODEL_NUMBER_INVALID if a figure is not an integer
     */
    public static Map<String, Long> read(InputStream report) throws IOException {
        Properties lines = new Properties();
        lines.load(report);
        Map<String, Long> figures = new TreeMap<>();
        for (String name : lines.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                figures.put(name.substring(PREFIX.length()), number(name, lines.getProperty(name)));
            }
        }
        return figures;
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ModelException(
                    ModelFault.MODEL_NUMBER_INVALID,
                    "the report's " + name + " is not an integer: " + text,
                    e);
        }
    }
}
