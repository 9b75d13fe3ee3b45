package dev.weir.analytics.training;

import dev.weir.contract.log.Micros;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.BundledModelStore;
import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.Model;
import dev.weir.features.model.ModelException;
import dev.weir.features.model.ModelFile;
import dev.weir.features.model.ModelScorer;
import dev.weir.features.model.ModelStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code weir score}: what a model says of the payments of a time, with features made again from
 * the events. The file appears whole or not at all.
 */
public final class ScoreMain {
    static final String USAGE =
            "--model HASH --out FILE.csv [--from TIME] [--to TIME] [--book B] [--events FILE.csv]";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int PPM_DIGITS = 6;

    private ScoreMain() {}

    /** Exit codes: 0 the file was written, 1 it was not, and the message says why. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    /**
     * @param from payments from this business time on, microseconds since 1970
     * @param to payments before it
     */
    private record Wanted(Optional<String> book, long from, long to) {
        boolean has(Recomputed.Payment payment) {
            return payment.occurredMicros() >= from
                    && payment.occurredMicros() < to
                    && book.map(payment.book()::equals).orElse(true);
        }
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream errors) {
        try {
            Surroundings surroundings = Surroundings.of(environment);
            Arguments given = new Arguments(arguments, USAGE);
            String hash = given.required("--model");
            Path file = Path.of(given.required("--out"));
            Events events = surroundings.events(given.path("--events"));
            Wanted wanted =
                    new Wanted(
                            given.text("--book"),
                            given.time("--from").map(Micros::of).orElse(Long.MIN_VALUE),
                            given.time("--to").map(Micros::of).orElse(Long.MAX_VALUE));
            given.end();
            Model model = model(hash, surroundings.models());
            long rows = score(model, events, wanted, file);
            out.println(rows + " payments scored by " + hash);
            return DONE;
        } catch (TrainFailure | ModelException failure) {
            errors.println("score: " + failure.getMessage());
            return FAILED;
        } catch (IOException | UncheckedIOException e) {
            errors.println("score: the file cannot be written: " + e.getMessage());
            return FAILED;
        }
    }

    private static Model model(String hash, Path folder) {
        ModelStore store = new FolderModelStore(folder).orElse(new BundledModelStore());
        byte[] file =
                store.read(hash)
                        .orElseThrow(
                                () ->
                                        new TrainFailure(
                                                "there is no model "
                                                        + hash
                                                        + " in "
                                                        + folder
                                                        + "; weir train makes one"));
        String set = ModelFile.read(file).header().featureSet();
        try {
            return Model.of(hash, file, FeatureSet.of(set));
        } catch (IllegalArgumentException e) {
            throw new TrainFailure("model " + hash + ": " + e.getMessage(), e);
        }
    }

    private static long score(Model model, Events events, Wanted wanted, Path file)
            throws IOException {
        Recomputed recomputed = new Recomputed(FeatureSet.of(model.header().featureSet()));
        ModelScorer scorer = model.newScorer();
        long[] rows = {0};
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (CSVPrinter out =
                new CSVPrinter(
                        Files.newBufferedWriter(fresh, StandardCharsets.UTF_8),
                        CSVFormat.RFC4180)) {
            out.printRecord("payment_id", "score");
            events.read(
                    event ->
                            recomputed.take(
                                    event,
                                    payment -> {
                                        if (wanted.has(payment)) {
                                            print(out, payment, scorer);
                                            rows[0]++;
                                        }
                                    }));
        } catch (RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        return rows[0];
    }

    private static void print(CSVPrinter out, Recomputed.Payment payment, ModelScorer scorer) {
        try {
            out.printRecord(
                    payment.details().getPaymentId(),
                    BigDecimal.valueOf(scorer.score(payment.values()), PPM_DIGITS).toPlainString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
