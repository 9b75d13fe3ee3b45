package dev.weir.processors.bench;

import java.util.Map;
import java.util.stream.Collectors;

/** What a process of the benchmark does: answers requests with figures by name. */
interface Part {

    /** Carries out a request; throws what went wrong. */
    Map<String, Double> answer(Request request) throws Exception;

    /** Called once, before the process ends. */
    default void close() throws Exception {}

    /** The line that answers, {@code {"error": ...}} for what failed. */
    default String line(Request request) {
        try {
            return json(answer(request));
        } catch (Exception e) {
            e.printStackTrace(System.err);
            return "{\"error\":\""
                    + String.valueOf(e).replaceAll("[\\\\\"\\p{Cntrl}]", " ")
                    + "\"}";
        }
    }

    /** Figures as one line of JSON. */
    static String json(Map<String, Double> figures) {
        return figures.entrySet().stream()
                .map(figure -> "\"" + figure.getKey() + "\":" + figure.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
