package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;

/** Calls that must be carried out for the benchmark to go on. */
final class Client {
    private static final int OK_END = 300;

    private Client() {}

    /** Throws IllegalStateException with the answer if it is refused. */
    static JsonNode post(ApiClient api, String path, String body) throws IOException {
        HttpResponse<String> response = api.post(path, body, Map.of());
        if (response.statusCode() >= OK_END) {
            throw new IllegalStateException(
                    path
                            + " is answered by HTTP "
                            + response.statusCode()
                            + ": "
                            + response.body());
        }
        return Json.tree(response.body());
    }
}
