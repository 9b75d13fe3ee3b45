package dev.weir.analytics.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.features.FeatureSet;
import dev.weir.features.model.FolderModelStore;
import dev.weir.features.model.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainMainTest {
    private static final int PAYMENTS = 2_000;
    private static final int TRAINED = 1_500;
    private static final int ACCOUNTS = 400;
    private static final long FIRST = 1_700_000_000_000_000L;
    private static final long STEP = 20_000_000L;

    private record Ended(int code, String out, String errors) {}

    @TempDir private Path folder;
    private Path events;
    private Path truth;

    /** Every fortieth payment is fraud: far above what the account usually pays. */
    @BeforeEach
    void writeEventsAndTruth() throws IOException {
        events = folder.resolve("events.csv");
        truth = folder.resolve("truth.csv");
        SplittableRandom random = new SplittableRandom(8);
        try (CSVPrinter log = print(events);
                CSVPrinter labels = print(truth)) {
            log.printRecord("book", "type", "occurred_at", "data");
            labels.printRecord("payment_id", "fraud", "scenario");
            for (int i = 0; i < PAYMENTS; i++) {
                boolean fraud = i % 40 == 39;
                long amount = fraud ? random.nextInt(50_000, 90_000) : random.nextInt(500, 3_000);
                PaymentRequested event = payment(i, random.nextInt(ACCOUNTS), amount);
                // a payment of another book may have the same id, and nobody said what it was
                for (String book : List.of("demo", "other")) {
                    log.printRecord(
                            book,
                            EventTypes.nameOf(event),
                            Micros.format(FIRST + i * STEP),
                            JsonFormat.printer().print(event));
                }
                labels.printRecord("p" + i, fraud ? 1 : 0, fraud ? "stolen-card" : "");
            }
        }
    }

    @Test
    void makesAModelThatTheStoreHasAndThatTellsFraud() throws IOException {
        Ended ended = train(folder.resolve("one"));

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.code()).isZero();
        Properties report = new Properties();
        report.load(new StringReader(ended.out()));
        String hash = report.getProperty("model_hash");
        byte[] file = new FolderModelStore(folder.resolve("one")).read(hash).orElseThrow();
        Model model = Model.of(hash, file, FeatureSet.payments2());
        assertThat(model.header().trainedFromMicros()).isEqualTo(FIRST);
        assertThat(model.header().trainedUntilMicros()).isEqualTo(FIRST + (TRAINED - 1) * STEP + 1);
        assertThat(model.header().seed()).isEqualTo(5);
        assertThat(report.getProperty("training_payments")).isEqualTo("1500");
        assertThat(report.getProperty("labels")).isEqualTo("truth");
        // without the accounts that training knows to be compromised
        assertThat(count(report, "test_payments")).isBetween(400, 499);
        assertThat(count(report, "test_frauds")).isBetween(5, 13);
        assertThat(micro(report, "roc_auc")).isGreaterThan(990_000);
        assertThat(micro(report, "average_precision")).isGreaterThan(900_000);
        assertThat(micro(report, "caught_at_500000_ppm.stolen-card")).isGreaterThan(800_000);
        assertThat(Files.readString(folder.resolve("one").resolve(hash + ".properties")))
                .isEqualTo(ended.out());
    }

    @Test
    void theSameEventsAndSeedGiveTheSameBytes() {
        assertThat(train(folder.resolve("one")).out())
                .isEqualTo(train(folder.resolve("two")).out());
        assertThat(train(folder.resolve("one"), "--seed", "6").out())
                .isNotEqualTo(train(folder.resolve("one")).out());
    }

    @Test
    void writesNothingWithoutPaymentsToTestOn() {
        Ended ended = train(folder.resolve("none"), "--test-from", "2099-01-01T00:00:00Z");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors())
                .contains("2000 payments to train on, 50 of them fraud, and 0, 0 to test on");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithItsArguments() {
        assertThat(run(List.of("--events")).errors()).contains("Usage: [--from TIME]");
        assertThat(train(folder, "--feature-set", "payments@9").errors())
                .contains("--feature-set: there is no feature set payments@9");
        assertThat(train(folder, "--label-delay", "a week").errors())
                .contains("--label-delay takes a span like 0s, 90s, 15m, 1h or 7d, not a week");
        assertThat(train(folder, "--from", "yesterday").errors()).contains("--from takes a time");
        assertThat(train(folder, "--depth", "99").errors()).contains("--depth takes 1 to 10");
        assertThat(train(folder, "--tress", "9").errors()).contains("--tress is not known");
        assertThat(train(folder, "--truth", "demo").errors()).contains("BOOK=FILE.csv");
        assertThat(train(folder, "--events", folder.resolve("x").toString()).errors())
                .contains("is not a file of weir export events");
    }

    @Test
    void anotherFeatureSetIsTrainedOnWhenItIsNamed() throws IOException {
        Ended ended = train(folder.resolve("old"), "--feature-set", "payments@1");

        assertThat(ended.out()).contains("feature_set=payments@1\n");
    }

    @Test
    void aBookThatTestsIsNotTrainedOnAndWhatItsFileDoesNotNameMayBeGood() throws IOException {
        List<String> lines = Files.readAllLines(truth);
        Path few = folder.resolve("few.csv");
        Files.write(few, lines.subList(0, 1_001));
        String[] more = {"--truth", "other=" + few, "--test-book", "other", "--unnamed", "good"};

        Ended ended = train(folder.resolve("books"), more);

        assertThat(ended.errors()).isEmpty();
        Properties report = new Properties();
        report.load(new StringReader(ended.out()));
        assertThat(count(report, "training_payments")).isEqualTo(PAYMENTS);
        assertThat(count(report, "training_frauds")).isEqualTo(50);
        assertThat(count(report, "test_payments")).isEqualTo(PAYMENTS);
        assertThat(count(report, "test_frauds")).isEqualTo(25);
        assertThat(train(folder, "--unnamed", "fine").errors())
                .contains("--unnamed takes good or left-out, not fine");
        assertThat(train(folder, "--test-book", "third").errors())
                .contains("--test-book third has no payment to test on");
    }

    @Test
    void takesLabelsFromTheLogOnlyWhereTheyWereKnown() throws IOException {
        // every second fraud comes back, a minute later; the rest nobody ever reports
        try (CSVPrinter log = append(events)) {
            for (int i = 39; i < PAYMENTS; i += 80) {
                long known = FIRST + i * STEP + 60_000_000L;
                ChargebackReported label =
                        ChargebackReported.newBuilder()
                                .setPaymentId("p" + i)
                                .setKnownAtMicros(known)
                                .build();
                log.printRecord(
                        "demo",
                        EventTypes.nameOf(label),
                        Micros.format(known),
                        JsonFormat.printer().print(label));
            }
        }
        List<String> arguments =
                List.of(
                        "--events",
                        events.toString(),
                        "--book",
                        "demo",
                        "--label-delay",
                        "10m",
                        "--test-from",
                        Micros.format(FIRST + TRAINED * STEP),
                        "--trees",
                        "30",
                        "--out",
                        folder.resolve("log").toString());

        Ended ended = run(arguments);

        assertThat(ended.errors()).isEmpty();
        Properties report = new Properties();
        report.load(new StringReader(ended.out()));
        assertThat(report.getProperty("labels")).isEqualTo("log");
        // ten minutes are 30 payments: so many lie between training and test
        assertThat(count(report, "training_payments")).isEqualTo(TRAINED - 30);
        assertThat(count(report, "training_frauds")).isEqualTo(18);
        assertThat(count(report, "test_frauds")).isBetween(1, 6);
    }

    @Test
    void aModelScoresEveryPaymentOfATimeAndBook() throws IOException {
        Properties report = new Properties();
        report.load(new StringReader(train(folder.resolve("models")).out()));
        Path scores = folder.resolve("scores.csv");
        List<String> arguments =
                List.of(
                        "--model",
                        report.getProperty("model_hash"),
                        "--events",
                        events.toString(),
                        "--book",
                        "demo",
                        "--from",
                        Micros.format(FIRST + TRAINED * STEP),
                        "--out",
                        scores.toString());

        Ended ended = score(arguments);

        assertThat(ended.errors()).isEmpty();
        List<String> lines = Files.readAllLines(scores);
        assertThat(lines).hasSize(PAYMENTS - TRAINED + 1).startsWith("payment_id,score");
        assertThat(scoreOf(lines, "p1519")).isGreaterThan(0.5);
        assertThat(scoreOf(lines, "p1520")).isLessThan(0.5);
    }

    @Test
    void aModelThatIsNotInTheStoreScoresNothing() {
        Path scores = folder.resolve("scores.csv");
        String unknown = "ab".repeat(32);

        Ended ended =
                score(
                        List.of(
                                "--model", unknown,
                                "--events", events.toString(),
                                "--out", scores.toString()));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("there is no model " + unknown);
        assertThat(scores).doesNotExist();
    }

    private static double scoreOf(List<String> lines, String payment) {
        return lines.stream()
                .filter(line -> line.startsWith(payment + ","))
                .mapToDouble(line -> Double.parseDouble(line.substring(payment.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private Ended train(Path out, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--events",
                                events.toString(),
                                "--truth",
                                "demo=" + truth,
                                "--test-from",
                                Micros.format(FIRST + TRAINED * STEP),
                                "--seed",
                                "5",
                                "--trees",
                                "30",
                                "--depth",
                                "4",
                                "--label-delay",
                                "0s",
                                "--out",
                                out.toString()));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private Ended run(List<String> arguments) {
        return ended(
                (out, errors) ->
                        TrainMain.run(
                                arguments, Map.of("WEIR_DATA", folder.toString()), out, errors));
    }

    private Ended score(List<String> arguments) {
        return ended(
                (out, errors) ->
                        ScoreMain.run(
                                arguments, Map.of("WEIR_DATA", folder.toString()), out, errors));
    }

    private interface Main {
        int run(PrintStream out, PrintStream errors);
    }

    private static Ended ended(Main main) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code =
                main.run(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(errors, true, StandardCharsets.UTF_8));
        return new Ended(
                code,
                out.toString(StandardCharsets.UTF_8),
                errors.toString(StandardCharsets.UTF_8));
    }

    private static int count(Properties report, String name) {
        return Integer.parseInt(report.getProperty(name));
    }

    private static int micro(Properties report, String figure) {
        return Integer.parseInt(report.getProperty("figure." + figure));
    }

    private static CSVPrinter print(Path file) throws IOException {
        return new CSVPrinter(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8), CSVFormat.RFC4180);
    }

    private static CSVPrinter append(Path file) throws IOException {
        return new CSVPrinter(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND),
                CSVFormat.RFC4180);
    }

    private static PaymentRequested payment(int number, int account, long amountMinor) {
        return PaymentRequested.newBuilder()
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId("p" + number)
                                .setAccountId("acc-" + account)
                                .setCardId("card-" + account)
                                .setMerchantId("m-" + number % 7)
                                .setChannel(Channel.POS)
                                .setCurrency("EUR")
                                .setAmountMinor(amountMinor))
                .build();
    }
}
