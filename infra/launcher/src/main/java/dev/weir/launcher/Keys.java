package dev.weir.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** The secrets of a single-machine platform, made on first use, under {@code DATA/keys}. */
public final class Keys {
    private static final int RSA_BITS = 2048;

    private final Path folder;

    public Keys(Path data) {
        this.folder = data.resolve("keys");
    }

    public Path publicKeyFile() {
        return folder.resolve("public.pem");
    }

    public Path privateKeyFile() {
        return folder.resolve("private.pem");
    }

    /** Makes what is missing. Two commands at once make one pair: the first to link it wins. */
    public void ensure() {
        if (Files.exists(privateKeyFile()) && Files.exists(publicKeyFile())) {
            return;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            KeyPair pair = generator.generateKeyPair();
            createSecret(privateKeyFile(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Path open = publicKeyFile();
            if (Files.notExists(open)) {
                Files.writeString(open, pem("PUBLIC KEY", publicOf(privateKey()).getEncoded()));
            }
        } catch (GeneralSecurityException | IOException e) {
            throw Failure.failed("The keys under " + folder + " cannot be made: " + e, e);
        }
    }

    /** A password kept for good, made on first use. */
    public String password(String name) {
        Path file = folder.resolve(name + ".password");
        try {
            if (Files.notExists(file)) {
                byte[] bytes = new byte[24];
                new SecureRandom().nextBytes(bytes);
                createSecret(file, HexFormat.of().formatHex(bytes));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Failure.failed("The password file " + file + " cannot be used: " + e, e);
        }
    }

    public PrivateKey privateKey() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(unpem(privateKeyFile())));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw Failure.failed("The key " + privateKeyFile() + " cannot be read: " + e, e);
        }
    }

    public PublicKey publicKey() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(unpem(publicKeyFile())));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw Failure.failed("The key " + publicKeyFile() + " cannot be read: " + e, e);
        }
    }

    private static PublicKey publicOf(PrivateKey key) throws GeneralSecurityException {
        var rsa = (java.security.interfaces.RSAPrivateCrtKey) key;
        return KeyFactory.getInstance("RSA")
                .generatePublic(
                        new java.security.spec.RSAPublicKeySpec(
                                rsa.getModulus(), rsa.getPublicExponent()));
    }

    /** Writes a file that only its owner reads; one that is there already stays. */
    void createSecret(Path file, String text) throws IOException {
        Files.createDirectories(folder);
        Path fresh =
                Files.createTempFile(
                        folder,
                        "new",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, text);
            Files.createLink(file, fresh);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            // another command was faster: its secret is the one
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    private static byte[] unpem(Path file) throws IOException {
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(body);
    }
}
