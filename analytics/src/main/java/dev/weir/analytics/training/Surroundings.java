package dev.weir.analytics.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the platform is.
 *
 * @param kafka bootstrap servers
 * @param models folder of the model store
 */
record Surroundings(String kafka, Path models) {
    /** Reads WEIR_KAFKA and WEIR_DATA; absent ones have the defaults of one machine. */
    static Surroundings of(Map<String, String> environment) {
        return new Surroundings(
                environment.getOrDefault("WEIR_KAFKA", "127.0.0.1:7420"),
                Path.of(environment.getOrDefault("WEIR_DATA", ".weir"), "models"));
    }

    /** Events of a file, or of the log if none is named. */
    Events events(Optional<Path> file) {
        return file.<Events>map(EventFile::new).orElseGet(() -> new LogEvents(kafka));
    }
}
