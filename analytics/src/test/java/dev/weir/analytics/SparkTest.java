package dev.weir.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;

/**
 * One session and one lake for all tests of the module: a session takes seconds. Each test finds an
 * empty bronze table.
 */
abstract class SparkTest {
    private static SparkSession session;

    SparkSession spark;

    @BeforeEach
    void emptyLake() {
        spark = session();
        spark.sql("DROP TABLE IF EXISTS " + Bronze.TABLE);
        Bronze.create(spark);
    }

    private static synchronized SparkSession session() {
        if (session == null) {
            Path folder = temporaryFolder();
            session =
                    Lake.configure(SparkSession.builder(), folder)
                            .appName("weir-analytics-tests")
                            .getOrCreate();
        }
        return session;
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("weir-lake");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .map(Path::toFile)
                    .forEach(file -> file.delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
