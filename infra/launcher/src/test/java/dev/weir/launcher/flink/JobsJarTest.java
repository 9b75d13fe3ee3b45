package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsJarTest {
    @TempDir private Path folder;

    private Path jar(String name, String... entries) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return jar;
    }

    @Test
    void hasTheClassesOfAllJarsAndWhatNoneHasAlone() throws IOException {
        Path one = jar("one.jar", "META-INF/MANIFEST.MF", "a/A.class");
        Path two = jar("two.jar", "META-INF/MANIFEST.MF", "META-INF/services/x", "b/B.class");
        Path all = folder.resolve("made").resolve("all.jar");

        JobsJar.write(List.of(one, two), all);

        try (JarFile read = new JarFile(all.toFile())) {
            assertThat(read.stream().map(ZipEntry::getName))
                    .containsExactlyInAnyOrder("a/A.class", "META-INF/services/x", "b/B.class");
        }
    }

    @Test
    void aJarOfNothingCanBeRead() throws IOException {
        Path jar = folder.resolve("empty.jar");

        JobsJar.writeEmpty(jar);

        try (JarFile read = new JarFile(jar.toFile())) {
            assertThat(read.stream()).isEmpty();
        }
    }

    @Test
    void twoJarsWithTheSameClassAreRefusedAndNothingIsLeft() throws IOException {
        Path one = jar("one.jar", "a/A.class");
        Path two = jar("two.jar", "a/A.class");
        Path all = folder.resolve("all.jar");

        assertThatThrownBy(() -> JobsJar.write(List.of(one, two), all))
                .hasMessageContaining("a/A.class");
        assertThat(all).doesNotExist();
    }
}
