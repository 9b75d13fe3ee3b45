package dev.weir.launcher.postgres;

import dev.weir.launcher.Failure;
import dev.weir.launcher.platform.Folders;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, unpacked once per data folder from the archive on the class path. */
public final class PostgresBinaries {
    private PostgresBinaries() {}

    /**
     * @param folder where bin, lib and share come to lie
     * @return the folder of the programs
     */
    public static Path unpack(Path folder) throws IOException {
        Path programs = folder.resolve("bin");
        if (Files.isExecutable(programs.resolve("postgres"))) {
            return programs;
        }
        String archive = "/postgres-linux-" + architecture() + ".txz";
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        Folders.delete(fresh);
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
            if (packed == null) {
                throw Failure.failed(
                        "There are no PostgreSQL programs for this machine ("
                                + archive
                                + "): give a server with --postgres URL.");
            }
            // the whole of it is about 30 MB; the dictionary of the archive is bounded by its maker
            extract(new XZInputStream(new BufferedInputStream(packed)), fresh);
        }
        Folders.delete(folder);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        return programs;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    private static void extract(InputStream unpacked, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("entry outside of the folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(target.getParent());
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                    if ((entry.getMode() & 0100) != 0
                            && !target.toFile().setExecutable(true, false)) {
                        throw new IOException("cannot be made executable: " + target);
                    }
                }
            }
        }
    }
}
