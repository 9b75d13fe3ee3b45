package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that ./weir and ./mvnw find a JDK with, on a machine made of empty folders. */
class FindJdkTest {
    @TempDir private Path machine;

    @BeforeEach
    void scriptWithItsFoldersMovedUnderTheMachine() throws IOException {
        Path script = Path.of("../../.mvn/find-jdk.sh");
        String moved =
                Files.readString(script)
                        .replace(" /usr/lib/jvm/", " " + machine + "/usr/lib/jvm/")
                        .replace(" /usr/java/", " " + machine + "/usr/java/")
                        .replace(" /opt/", " " + machine + "/opt/")
                        .replace(" /Library/", " " + machine + "/Library/");
        Files.writeString(machine.resolve("find-jdk.sh"), moved);
    }

    private Path jdk(String folder, String version) throws IOException {
        Path home = Files.createDirectories(machine.resolve(folder));
        Files.createDirectories(home.resolve("bin"));
        for (String program : new String[] {"java", "javac"}) {
            Path file = Files.createFile(home.resolve("bin").resolve(program));
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private record Found(int code, String out) {}

    private Found find(String javaHome) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                "/bin/bash",
                                "-c",
                                "set -euo pipefail; . '"
                                        + machine.resolve("find-jdk.sh")
                                        + "'; weir_find_jdk")
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", tools().toString(), "HOME", machine + "/home"));
        if (!javaHome.isEmpty()) {
            builder.environment().put("JAVA_HOME", javaHome);
        }
        Process process = builder.start();
        String out =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Found(process.waitFor(), out);
    }

    /** A PATH with the script's own tools and no compiler. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectories(machine.resolve("tools"));
        for (String name : new String[] {"sed", "dirname", "readlink"}) {
            Path tool = tools.resolve(name);
            if (Files.notExists(tool)) {
                Path real = Path.of("/usr/bin", name);
                String program = Files.exists(real) ? real.toString() : "/bin/" + name;
                Files.writeString(tool, "#!/bin/sh\nexec " + program + " \"$@\"\n");
                assertThat(tool.toFile().setExecutable(true)).isTrue();
            }
        }
        return tools;
    }

    @Test
    void anOldJavaHomeIsPassedOverForANewerJdkInTheUsualFolders() throws Exception {
        Path old = jdk("old", "17.0.9");
        Path fresh = jdk("usr/lib/jvm/temurin", "21.0.5");

        assertThat(find(old.toString())).isEqualTo(new Found(0, fresh.toString()));
    }

    @Test
    void javaHomeIsPreferredWhenItIsNewEnough() throws Exception {
        Path mine = jdk("mine", "25");
        jdk("usr/lib/jvm/temurin", "21.0.5");

        assertThat(find(mine.toString())).isEqualTo(new Found(0, mine.toString()));
    }

    @Test
    void java8AndARuntimeWithoutACompilerDoNotCount() throws Exception {
        jdk("usr/lib/jvm/eight", "1.8.0_402");
        Path runtime = jdk("usr/lib/jvm/runtime-only", "25.0.1");
        Files.delete(runtime.resolve("bin/javac"));
        Path sdkman = jdk("home/.sdkman/candidates/java/22-open", "22.0.1");

        assertThat(find("")).isEqualTo(new Found(0, sdkman.toString()));
    }

    @Test
    void withoutOneTheUserIsToldWhatToInstall() throws Exception {
        jdk("usr/lib/jvm/old", "17.0.9");

        Found found = find("");

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("21").contains("Install").hasLineCount(1);
    }
}
