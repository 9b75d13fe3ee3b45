package dev.weir.command.json;

import com.google.gson.JsonObject;
import dev.weir.command.api.Problem;
import java.util.TreeMap;

/** A problem as the document of RFC 9457. */
public final class ProblemJson {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_PREFIX = "https://weir.dev/errors/";

    private ProblemJson() {}

    public static String of(Problem problem) {
        JsonObject document = new JsonObject();
        document.addProperty("type", TYPE_PREFIX + problem.code());
        document.addProperty(
                "title", problem.code().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        document.addProperty("status", problem.httpStatus());
        document.addProperty("detail", problem.message());
        document.addProperty("code", problem.code());
        JsonObject parameters = new JsonObject();
        new TreeMap<>(problem.parameters()).forEach(parameters::addProperty);
        document.add("parameters", parameters);
        return document.toString();
    }
}
