package dev.weir.launcher.flink;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * {@code DATA/flink/jobs.json}: under which ids each job has run, and from which jar. An id is
 * written here before the job is submitted, so that no checkpoint is ever nobody's.
 *
 * @param jarSha256 of the jar the jobs were last started from, hex
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record JobRecord(String jarSha256, TreeMap<String, Runs> jobs) {
    /**
     * @param ids the newest last
     * @param savepoints folders, the newest last
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Runs(List<String> ids, List<String> savepoints) {
        static Runs none() {
            return new Runs(List.of(), List.of());
        }

        Runs withId(String id) {
            return new Runs(added(ids, id), savepoints);
        }

        Runs withSavepoint(Path folder) {
            return new Runs(ids, added(savepoints, folder.toString()));
        }

        private static List<String> added(List<String> old, String more) {
            List<String> all = new ArrayList<>(old);
            all.add(more);
            return List.copyOf(all);
        }
    }

    static JobRecord read(Path file) throws IOException {
        return Files.exists(file)
                ? Json.MAPPER.readValue(file.toFile(), JobRecord.class)
                : new JobRecord("", new TreeMap<>());
    }

    void write(Path file) throws IOException {
        Json.write(file, this);
    }

    Runs runs(String job) {
        return jobs.getOrDefault(job, Runs.none());
    }

    JobRecord with(String job, Runs runs) {
        TreeMap<String, Runs> changed = new TreeMap<>(jobs);
        changed.put(job, runs);
        return new JobRecord(jarSha256, changed);
    }

    JobRecord withJar(String sha256) {
        return new JobRecord(sha256, jobs);
    }
}
