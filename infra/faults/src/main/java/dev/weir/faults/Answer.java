package dev.weir.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A final answer to a command: all of it that a repeat has to get again.
 *
 * @param position BOOK:SEQUENCE of what was written; empty where it was refused
 * @param hash of the record there; empty where it was refused
 * @param id of what the command made; empty where it was refused
 * @param code of the refusal; empty where it was accepted
 * @param parameters of the refusal, sorted
 */
record Answer(String position, String hash, String id, String code, String parameters) {
    private static final int DONE = 200;
    private static final int CREATED = 201;

    /** These say "ask again", or nothing of the command: 401, 403 are the client's own fault. */
    private static final List<Integer> NOT_FINAL = List.of(401, 403, 408, 412, 429);

    static Answer refused(String code, Map<String, String> parameters) {
        return new Answer("", "", "", code, new TreeMap<>(parameters).toString());
    }

    /** Those to the commands of one call, in their order; empty where there is no final one. */
    static Optional<List<Answer>> of(HttpResponse<String> response) {
        int status = response.statusCode();
        boolean refused = status >= 400 && status < 500 && !NOT_FINAL.contains(status);
        if (status != DONE && status != CREATED && !refused) {
            return Optional.empty();
        }
        JsonNode body = tree(response.body());
        if (refused) {
            return Optional.of(List.of(refused(body)));
        }
        if (!body.has("outcomes")) {
            return Optional.of(List.of(accepted(body)));
        }
        List<Answer> answers = new ArrayList<>();
        for (JsonNode outcome : body.path("outcomes")) {
            answers.add(
                    outcome.has("accepted")
                            ? accepted(outcome.path("accepted"))
                            : refused(outcome.path("refused")));
        }
        return Optional.of(answers);
    }

    private static Answer accepted(JsonNode reply) {
        return new Answer(
                reply.path("position").asText(),
                reply.path("hash").asText(),
                reply.path("id").asText(),
                "",
                "");
    }

    private static Answer refused(JsonNode refusal) {
        Map<String, String> parameters = new TreeMap<>();
        refusal.path("parameters")
                .properties()
                .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
        return refused(refusal.path("code").asText(), parameters);
    }

    private static JsonNode tree(String text) {
        try {
            return Json.tree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON: " + text, e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
