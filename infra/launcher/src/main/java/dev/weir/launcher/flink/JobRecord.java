package dev.weir.launcher.flink;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.weir.launcher.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code DATA/flink/jobs.json}: under which ids each job has run, and from which jar. An id is
 * written here before the job is submitted, so that no checkpoint is ever nobody's. The newest id
 * of a job is the one that is looked after; whoever writes another hands the job over.
 *
 * @param jarSha256 of the jar the jobs were last started from, hex
 * @param jobs by name
 * @param jar of an upgrade of the running platform; empty: what `weir up` laid out
 * @param beside a job that runs beside the one of its name; null: none
 * @param form what an upgrade of the running platform made of the jobs
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record JobRecord(
        String jarSha256, TreeMap<String, Runs> jobs, String jar, Beside beside, Form form) {
    /** Files of before there were upgrades lack the last three. */
    JobRecord {
        jar = jar == null ? "" : jar;
        form = form == null ? Form.AS_STARTED : form;
    }

    /**
     * How the jobs run, where that is not as `weir up` says.
     *
     * @param parallelism of each job, until the next `weir up`; 0: as that says
     * @param fanOut of decide, for good: its state has the form of one or the other
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Form(int parallelism, boolean fanOut) {
        static final Form AS_STARTED = new Form(0, false);

        /** What stands later in a job's arguments holds. */
        List<String> arguments() {
            List<String> arguments = new ArrayList<>();
            if (parallelism > 0) {
                arguments.addAll(List.of("--parallelism", Integer.toString(parallelism)));
            }
            if (fanOut) {
                arguments.addAll(List.of("--fan-out", "true"));
            }
            return arguments;
        }
    }

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

        /** The id that is looked after; empty: none yet. */
        String newest() {
            return ids.isEmpty() ? "" : ids.getLast();
        }

        private static List<String> added(List<String> old, String more) {
            List<String> all = new ArrayList<>(old);
            all.add(more);
            return List.copyOf(all);
        }
    }

    /**
     * A job that is warming up, and who watches it: without the watcher it is ended.
     *
     * @param pid the process of {@code weir upgrade}
     * @param startedAtMillis its start, as the system tells it: tells a pid used again
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Beside(String job, String id, long pid, long startedAtMillis) {
        boolean watched() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .filter(start -> start.toEpochMilli() == startedAtMillis)
                    .isPresent();
        }
    }

    static JobRecord read(Path file) throws IOException {
        return Files.exists(file)
                ? Json.MAPPER.readValue(file.toFile(), JobRecord.class)
                : new JobRecord("", new TreeMap<>(), "", null, Form.AS_STARTED);
    }

    void write(Path file) throws IOException {
        Json.write(file, this);
    }

    Runs runs(String job) {
        return jobs.getOrDefault(job, Runs.none());
    }

    Optional<Path> upgradedJar() {
        return jar.isEmpty() ? Optional.empty() : Optional.of(Path.of(jar));
    }

    JobRecord with(String job, Runs runs) {
        TreeMap<String, Runs> changed = new TreeMap<>(jobs);
        changed.put(job, runs);
        return new JobRecord(jarSha256, changed, jar, beside, form);
    }

    JobRecord withJar(String sha256) {
        return new JobRecord(sha256, jobs, jar, beside, form);
    }

    JobRecord withUpgrade(String sha256, String path) {
        return new JobRecord(sha256, jobs, path, beside, form);
    }

    JobRecord withBeside(Beside other) {
        return new JobRecord(jarSha256, jobs, jar, other, form);
    }

    JobRecord withForm(Form other) {
        return new JobRecord(jarSha256, jobs, jar, beside, other);
    }
}
