package dev.weir.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.common.KafkaException;

/** {@code java -jar weir-proof.jar PROOF.json PUBLIC_KEY [--kafka BOOTSTRAP]}. */
public final class ProofMain {
    static final int HOLDS = 0;
    static final int REJECTED = 1;
    static final int WRONG_USAGE = 2;
    static final int NOT_REACHABLE = 3;

    private static final String USAGE =
            """
            Usage: java -jar weir-proof.jar PROOF.json PUBLIC_KEY [--kafka BOOTSTRAP]
              PROOF.json   what `weir verify --proof` printed
              PUBLIC_KEY   the keys that you believe, PEM
              --kafka      also read the record from the log and compare it
            Exit: 0 the proof holds, 1 it does not, 2 wrong usage, 3 Kafka is not reachable.
            """;

    private ProofMain() {}

    public static void main(String[] arguments) {
        // The Kafka client would complain that it may not log.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(arguments, System.out, System.err));
    }

    /** Exit code of a run. */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        boolean kafka = arguments.length == 4 && arguments[2].equals("--kafka");
        if (arguments.length != 2 && !kafka) {
            err.print(USAGE);
            return WRONG_USAGE;
        }
        byte[] file;
        String pem;
        try {
            file = Files.readAllBytes(Path.of(arguments[0]));
            pem = Files.readString(Path.of(arguments[1]));
        } catch (IOException e) {
            err.println("cannot be read: " + e.getMessage());
            return WRONG_USAGE;
        }
        try {
            Proof proof = Proof.parse(file);
            ProofCheck.check(proof, PublicKeys.parse(pem));
            if (kafka) {
                KafkaRecord.require(proof, arguments[3]);
            }
            print(proof, kafka, out);
            return HOLDS;
        } catch (RejectedException | ArithmeticException e) {
            err.println("rejected: " + e.getMessage());
            return REJECTED;
        } catch (KafkaException e) {
            err.println("Kafka at " + arguments[3] + ": " + e.getMessage());
            return NOT_REACHABLE;
        }
    }

    private static void print(Proof proof, boolean kafka, PrintStream out) {
        byte[] hash = Hashes.record(proof.key(), proof.headers(), proof.value());
        out.println("book      " + new String(proof.key(), StandardCharsets.UTF_8));
        out.println("record    " + proof.leafIndex() + ", " + Hashes.hex(hash));
        out.println("event     " + proof.header("ce_type") + ", " + proof.header("ce_id"));
        out.println("recorded  " + proof.header("ce_time"));
        Instant signed = Instant.EPOCH.plus(micros(proof.checkpoint().signedMicros()));
        out.println(
                "signed    of "
                        + proof.treeSize()
                        + " records at "
                        + signed
                        + " with key "
                        + proof.checkpoint().keyId());
        out.println(
                kafka
                        ? "kafka     the same record at %s-%d, offset %d"
                                .formatted(proof.topic(), proof.partition(), proof.offset())
                        : "kafka     not asked");
        out.println("holds");
    }

    private static java.time.Duration micros(long micros) {
        return java.time.Duration.of(micros, java.time.temporal.ChronoUnit.MICROS);
    }
}
