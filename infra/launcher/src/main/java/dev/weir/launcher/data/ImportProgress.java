package dev.weir.launcher.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far an import came, kept while it runs so that a stopped one goes on behind its last
 * acknowledged batch. Business ids make a batch that is sent twice harmless, so this file saves
 * time, not correctness.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ImportProgress(long rows, long imported, long repeated, long refused) {
    static final ImportProgress NONE = new ImportProgress(0, 0, 0, 0);

    /** What is recorded, or nothing when there is no file or it cannot be read. */
    static ImportProgress read(Path file) {
        try {
            return Files.exists(file)
                    ? Json.MAPPER.readValue(file.toFile(), ImportProgress.class)
                    : NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    void write(Path file) throws IOException {
        Json.write(file, this);
    }

    ImportProgress plus(long moreRows, long moreImported, long moreRepeated, long moreRefused) {
        return new ImportProgress(
                rows + moreRows,
                imported + moreImported,
                repeated + moreRepeated,
                refused + moreRefused);
    }
}
