package dev.weir.analytics;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the platform is.
 *
 * @param kafka bootstrap servers
 * @param lake folder of the lake
 * @param models folder of the model store
 * @param queryUrl base address of the query service
 * @param token bearer token with role reader for all books that are compared
 */
record Settings(String kafka, Path lake, Path models, URI queryUrl, String token) {

    /**
     * Reads WEIR_KAFKA, WEIR_DATA, WEIR_QUERY_URL, WEIR_TOKEN; absent ones have the defaults of one
     * machine.
     */
    static Settings of(Map<String, String> environment) {
        Path data = Path.of(environment.getOrDefault("WEIR_DATA", ".weir"));
        return new Settings(
                environment.getOrDefault("WEIR_KAFKA", "127.0.0.1:7420"),
                data.resolve("lake").toAbsolutePath().normalize(),
                data.resolve("models").toAbsolutePath().normalize(),
                URI.create(environment.getOrDefault("WEIR_QUERY_URL", "http://127.0.0.1:7410")),
                environment.getOrDefault("WEIR_TOKEN", ""));
    }

    /** Without the token: secrets never print. */
    @Override
    public String toString() {
        return "Settings[kafka=" + kafka + ", lake=" + lake + ", queryUrl=" + queryUrl + "]";
    }
}
