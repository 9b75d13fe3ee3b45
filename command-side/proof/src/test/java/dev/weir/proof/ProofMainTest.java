package dev.weir.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofMainTest {
    @TempDir private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path proof;
    private Path key;

    @BeforeEach
    void write() throws Exception {
        proof = folder.resolve("proof.json");
        key = folder.resolve("public.pem");
        Files.write(proof, TestProofs.file(new TestProofs(7).fields(3)));
        Files.writeString(key, TestProofs.publicPem());
    }

    @Test
    void saysWhatHolds() {
        assertThat(run(proof.toString(), key.toString())).isEqualTo(ProofMain.HOLDS);
        assertThat(text(out))
                .contains("book      main")
                .contains("record    3, ")
                .endsWith("holds" + System.lineSeparator());
    }

    @Test
    void saysWhyItRejects() throws Exception {
        byte[] bytes = Files.readAllBytes(proof);
        bytes[40] ^= 1;
        Files.write(proof, bytes);

        assertThat(run(proof.toString(), key.toString())).isEqualTo(ProofMain.REJECTED);
        assertThat(text(err)).startsWith("rejected: the file was changed");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void tellsWrongUsageFromARejection() {
        assertThat(run()).isEqualTo(ProofMain.WRONG_USAGE);
        assertThat(run(proof.toString(), key.toString(), "--kafka"))
                .isEqualTo(ProofMain.WRONG_USAGE);
        assertThat(run("nowhere.json", key.toString())).isEqualTo(ProofMain.WRONG_USAGE);
    }

    private int run(String... arguments) {
        return ProofMain.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
