package dev.weir.command.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Broker, keys, data folder and a decide job that does as told, for all tests of the service. */
public final class ServiceResource implements QuarkusTestResourceLifecycleManager {
    /** System properties, since the tests are loaded by another class loader than this. */
    private static final String KEY = "weir.test.private-key";

    private static final String KAFKA = "weir.test.kafka";

    private Path folder;
    private ToldDecideJob decideJob;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("weir-command-test");
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            KeyPair keys = generator.generateKeyPair();
            Path publicKey = folder.resolve("public.pem");
            Files.writeString(publicKey, pem("PUBLIC", keys.getPublic().getEncoded()));
            System.setProperty(
                    KEY, Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
            String bootstrap = TestBroker.bootstrap();
            System.setProperty(KAFKA, bootstrap);
            decideJob = new ToldDecideJob(bootstrap);
            return Map.of(
                    "weir.kafka",
                    bootstrap,
                    "weir.data",
                    folder.resolve("data").toString(),
                    "weir.checkpoint-key",
                    checkpointKey().toString(),
                    "weir.partitions",
                    "2",
                    "weir.webhooks.allow-private",
                    "true",
                    "weir.webhooks.first-pause",
                    "200ms",
                    "quarkus.http.test-port",
                    "0",
                    "mp.jwt.verify.publickey.location",
                    publicKey.toString());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("the surroundings of the tests can't be made", e);
        }
    }

    @Override
    public void stop() {
        decideJob.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bootstrap address of the broker. */
    public static String kafka() {
        return System.getProperty(KAFKA);
    }

    /** A token; {@code books} are ids or {@code *}. */
    public static String token(Set<String> roles, Set<String> books, Instant expires) {
        return token("tester", roles, books, expires);
    }

    /** As {@link #token(Set, Set, Instant)}, of another person. */
    public static String token(
            String subject, Set<String> roles, Set<String> books, Instant expires) {
        return Jwt.issuer("weir")
                .subject(subject)
                .groups(roles)
                .claim("books", books)
                .issuedAt(expires.minusSeconds(7_200))
                .expiresAt(expires)
                .sign(privateKey());
    }

    private Path checkpointKey() throws IOException, NoSuchAlgorithmException {
        Path file = folder.resolve("checkpoint.pem");
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Files.writeString(
                file,
                pem("PRIVATE", keys.getPrivate().getEncoded())
                        + pem("PUBLIC", keys.getPublic().getEncoded()));
        return file;
    }

    private static PrivateKey privateKey() {
        try {
            return java.security.KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new java.security.spec.PKCS8EncodedKeySpec(
                                    Base64.getDecoder().decode(System.getProperty(KEY))));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN "
                + kind
                + " KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + kind
                + " KEY-----\n";
    }
}
