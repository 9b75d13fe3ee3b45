package dev.weir.launcher.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of child JVMs, on the JDK that this one runs on. */
public final class JavaCommand {
    /** The JDK in which the option that silences it about sun.misc.Unsafe came. */
    private static final int UNSAFE_OPTION_SINCE = 23;

    private JavaCommand() {}

    /** A class, in a session of its own. */
    public static List<String> of(
            List<String> flags, String classPath, String mainClass, String... arguments) {
        List<String> command = base(flags);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return Session.own(command);
    }

    /** A runnable jar, in a session of its own. */
    public static List<String> ofJar(List<String> flags, Path jar) {
        List<String> command = base(flags);
        command.add("-jar");
        command.add(jar.toString());
        return Session.own(command);
    }

    /** The program and the flags that every JVM of the platform has. */
    public static List<String> base(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= UNSAFE_OPTION_SINCE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Daxoniq.update-checker.disabled=true");
        command.addAll(flags);
        return command;
    }
}
