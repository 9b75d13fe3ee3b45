package dev.weir.launcher.platform;

import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where the build left what the parts run from. */
public record Checkout(Path root) {
    static final String LAUNCHER = "infra/launcher/target";
    static final String JOBS = "processors/jobs/target";
    static final String COMMAND = "command-side/service/target/quarkus-app";
    static final String QUERY = "query-side/service/target/quarkus-app";

    /** The checkout that {@code ./weir} was called in, which it tells by a system property. */
    public static Checkout current() {
        String root = System.getProperty("weir.root");
        if (root == null) {
            throw Failure.failed("Start this with the script ./weir of the checkout.");
        }
        return new Checkout(Path.of(root));
    }

    public Path resolve(String path) {
        return root.resolve(path);
    }

    /** The jar that a plain module was packaged into, without its class path. */
    public Path jar(String target) {
        Path folder = root.resolve(target);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(
                                file ->
                                        file.getFileName()
                                                .toString()
                                                .matches("weir-[a-z-]+-[0-9][^-]*\\.jar"))
                        .findFirst()
                        .orElseThrow(() -> notBuilt(folder));
            } catch (IOException e) {
                throw Failure.failed("The folder " + folder + " cannot be read: " + e, e);
            }
        }
        throw notBuilt(folder);
    }

    /** Class path of a plain module: its jar and everything in its target/lib. */
    public String classPath(String target) {
        return jar(target)
                + java.io.File.pathSeparator
                + root.resolve(target).resolve("lib")
                + "/*";
    }

    /** Class path of a service, for a main of it that is not the service. */
    public String quarkusClassPath(String target) {
        Path app = root.resolve(target);
        if (!Files.isDirectory(app)) {
            throw notBuilt(app);
        }
        return String.join(
                java.io.File.pathSeparator,
                List.of(app + "/app/*", app + "/lib/main/*", app + "/lib/boot/*"));
    }

    private static Failure notBuilt(Path folder) {
        return Failure.failed(
                "There is nothing to run in " + folder + ": build with ./weir first.");
    }

    /**
     * Lays what the parts run from into a folder of the platform's own, so that a build beside a
     * running platform does not pull jars from under it. Jars of others are linked, as no build
     * rewrites them in place; Weir's own are copied.
     */
    public Checkout stage(Path folder, List<String> targets) throws IOException {
        Folders.delete(folder);
        for (String target : targets) {
            if (target.endsWith("quarkus-app")) {
                stageTree(root.resolve(target), folder.resolve(target));
            } else {
                Path jar = jar(target);
                Path staged = folder.resolve(target);
                Files.createDirectories(staged);
                Files.copy(jar, staged.resolve(jar.getFileName()));
                stageTree(root.resolve(target).resolve("lib"), staged.resolve("lib"));
            }
        }
        return new Checkout(folder);
    }

    private static void stageTree(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            throw notBuilt(from);
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                boolean foreign =
                        file.getParent().toString().contains("lib")
                                && !file.getFileName().toString().contains("weir");
                if (!foreign || !link(file, target)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** Another file system, or another user's file, cannot be linked to. */
    private static boolean link(Path file, Path target) {
        try {
            Files.createLink(target, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
