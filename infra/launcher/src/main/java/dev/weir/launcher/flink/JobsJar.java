package dev.weir.launcher.flink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * One jar of the jobs and of all of Weir that they use. A task manager that runs has the classes of
 * its start on its class path; Flink looks into a job's own jar first, so that a job of such a jar
 * runs beside one of the old classes.
 */
public final class JobsJar {
    private static final String META = "META-INF/";
    private static final String SERVICES = META + "services/";

    private JobsJar() {}

    /**
     * Writes a jar of nothing, which Flink wants for each job: jobs of the platform's own build
     * take all classes from the class path of the task manager, where they stay, compiled, when a
     * job starts again. Flink throws a job's own classes away with the job.
     */
    public static void writeEmpty(Path target) throws IOException {
        write(List.of(), target);
    }

    /**
     * Writes the jar; it appears whole or not at all.
     *
     * @param jars Weir's own, the jobs' first
     * @throws IOException also if two of them have an entry in common
     */
    public static void write(List<Path> jars, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        try (OutputStream file = Files.newOutputStream(fresh);
                ZipOutputStream out = new ZipOutputStream(file)) {
            Set<String> written = new HashSet<>();
            for (Path jar : jars) {
                copy(jar, out, written);
            }
        }
        Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(Path jar, ZipOutputStream out, Set<String> written)
            throws IOException {
        try (InputStream file = Files.newInputStream(jar);
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName();
                boolean ofTheJar = name.startsWith(META) && !name.startsWith(SERVICES);
                if (entry.isDirectory() || ofTheJar) {
                    continue;
                }
                if (!written.add(name)) {
                    throw new IOException(jar + " has " + name + ", which another jar has too");
                }
                out.putNextEntry(new ZipEntry(name));
                in.transferTo(out);
                out.closeEntry();
            }
        }
    }
}
