package dev.weir.query;

import dev.weir.contract.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A real PostgreSQL, a real broker with weir.views, and a key pair, all gone after the tests. */
public class Platform implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 2;
    static final String PRIVATE_KEY = "weir.test.private-key";

    private Path folder;
    private EmbeddedPostgres postgres;
    private Broker broker;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("weir-query-test");
            broker = Broker.start(folder.resolve("kafka"));
            postgres =
                    EmbeddedPostgres.builder()
                            .setOverrideWorkingDirectory(folder.resolve("postgres-bin").toFile())
                            .setDataDirectory(folder.resolve("postgres"))
                            .setCleanDataDirectory(true)
                            .start();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
                admin.createTopics(
                                List.of(
                                        new NewTopic(Topics.VIEWS, PARTITIONS, (short) 1),
                                        new NewTopic(Topics.DEAD_LETTERS, 1, (short) 1)))
                        .all()
                        .get();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair keys = generator.generateKeyPair();
            Path publicKey = folder.resolve("public.pem");
            Files.writeString(
                    publicKey,
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(keys.getPublic().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            return Map.of(
                    "weir.kafka",
                    broker.address(),
                    "quarkus.datasource.jdbc.url",
                    postgres.getJdbcUrl("postgres", "postgres"),
                    "quarkus.datasource.username",
                    "postgres",
                    "quarkus.datasource.password",
                    "postgres",
                    "mp.jwt.verify.publickey.location",
                    "file:" + publicKey,
                    PRIVATE_KEY,
                    Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (broker != null) {
                broker.close();
            }
            if (postgres != null) {
                postgres.close();
            }
            if (folder != null) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
