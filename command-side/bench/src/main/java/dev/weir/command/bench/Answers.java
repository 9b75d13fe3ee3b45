package dev.weir.command.bench;

import com.google.gson.Gson;
import java.util.Map;

/** What a request comes to: figures by name, written as one line of JSON. */
interface Answers {
    Gson JSON = new Gson();

    /** Carries out a request; throws what went wrong. */
    Map<String, Double> answer(Request request) throws Exception;

    /** Called once, before the process ends. */
    default void close() {}

    /** The line that answers, {@code {"error": ...}} for what failed. */
    default String line(Request request) {
        try {
            return JSON.toJson(answer(request));
        } catch (Exception e) {
            e.printStackTrace(System.err);
            return JSON.toJson(Map.of("error", String.valueOf(e)));
        }
    }
}
