package dev.weir.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data DIR}, which every command takes. */
public final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:WEIR_DATA:-.weir}",
            // two lines, as one would be broken within the path
            description = {"the platform's data folder", "(default: $WEIR_DATA, else ./.weir)"})
    private Path data = Path.of(".weir");

    /** The folder, absolute, whether it exists or not. */
    public Path path() {
        return data.toAbsolutePath().normalize();
    }
}
