package dev.weir.eventstore.verify;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** {@code weir verify}. */
public final class VerifyMain {
    private static final int SOUND = 0;
    private static final int PROBLEMS = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NOT_REACHABLE = 3;

    /** Views lag by milliseconds; after this they are not late but stuck. */
    private static final Duration VIEWS_PATIENCE = Duration.ofSeconds(15);

    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(200).toNanos();

    /** A checkpoint comes at the latest 10 minutes after a record: the setting's limit. */
    private static final Duration COVERED_AFTER = Duration.ofMinutes(15);

    private VerifyMain() {}

    public static void main(String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        System.exit(run(arguments));
    }

    static int run(String[] arguments) {
        VerifyOptions options;
        try {
            options = VerifyOptions.parse(arguments, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("weir verify: " + e.getMessage());
            return WRONG_USAGE;
        }
        if (options.help()) {
            System.out.print(VerifyOptions.HELP);
            return SOUND;
        }
        try {
            return options.proof().isPresent() ? prove(options) : check(options);
        } catch (NotProvenException e) {
            System.err.println("weir verify: " + e.getMessage());
            return PROBLEMS;
        } catch (NotReachableException e) {
            System.err.println("weir verify: " + e.getMessage());
            return NOT_REACHABLE;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println("weir verify: " + e.getMessage());
            return WRONG_USAGE;
        }
    }

    private static int check(VerifyOptions options) {
        VerifyReport report = verify(options);
        if (options.json()) {
            report.printJson(System.out);
        } else {
            report.print(System.out);
        }
        return report.isSound() ? SOUND : PROBLEMS;
    }

    private static int prove(VerifyOptions options) {
        String json = new ProofCommand(options).json();
        if (options.out().isPresent()) {
            write(options.out().get(), json);
            System.out.println(
                    "proof of " + options.proof().get() + " written to " + options.out().get());
        } else {
            System.out.print(json);
        }
        return SOUND;
    }

    static VerifyReport verify(VerifyOptions options) {
        long coveredBefore = System.currentTimeMillis() - COVERED_AFTER.toMillis();
        Optional<CheckpointKeys> keys = options.publicKeys().map(VerifyMain::keys);
        Findings findings = new Findings();
        try (FactStore facts = new FactStore(FactStore.HEAP_ENTRIES)) {
            // Checkpoints first: those that are read then are of records that are there already.
            CheckpointCheck checkpoints =
                    new CheckpointCheck(
                            findings,
                            keys,
                            facts,
                            options.saved()
                                    .map(file -> readSaved(file, options.book()))
                                    .orElse(List.of()));
            reader(options, options.topics().checkpoints())
                    .readIfThere(record -> ifAsked(options, record, checkpoints::next));
            checkpoints.end();
            InterbookCheck interbook =
                    new InterbookCheck(
                            findings, facts, Micros.of(Instant.now()), options.openLimit());
            LogCheck log = new LogCheck(findings, facts, checkpoints, interbook);
            ProgressLine progress = new ProgressLine(System.err);
            int partitions =
                    reader(options, options.topics().events())
                            .read(record -> ifAsked(options, record, log::next), progress::show);
            log.end(keys.isPresent() ? coveredBefore : Long.MIN_VALUE);
            Optional<ViewCheck> views =
                    options.queryUrl().map(url -> new ViewCheck(log, findings, facts));
            if (views.isPresent()) {
                try (QueryApi api = new QueryApi(options.queryUrl().get(), options.token())) {
                    views.get().check(api, patience());
                }
            }
            options.save().ifPresent(file -> write(file, lines(checkpoints.lasts())));
            return new VerifyReport(partitions, log, views, findings);
        }
    }

    static LogReader reader(VerifyOptions options, String topic) {
        return new LogReader(options.kafka(), topic);
    }

    private static void ifAsked(
            VerifyOptions options,
            RawRecord record,
            java.util.function.Consumer<RawRecord> consumer) {
        if (options.book().map(record.book()::equals).orElse(true)) {
            consumer.accept(record);
        }
    }

    static CheckpointKeys keys(Path file) {
        return CheckpointKeys.fromPem(read(file));
    }

    /** One checkpoint a line, as {@code --save} writes them; of the book that is looked at. */
    private static List<Checkpoint> readSaved(Path file, Optional<String> book) {
        List<Checkpoint> saved = new ArrayList<>();
        for (String line : read(file).lines().filter(text -> !text.isBlank()).toList()) {
            Checkpoint.Builder checkpoint = Checkpoint.newBuilder();
            try {
                JsonFormat.parser().merge(line, checkpoint);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalArgumentException(
                        file + " holds something else than checkpoints: " + e.getMessage(), e);
            }
            if (book.map(checkpoint.getBook()::equals).orElse(true)) {
                saved.add(checkpoint.build());
            }
        }
        return saved;
    }

    private static String lines(List<Checkpoint> checkpoints) {
        StringBuilder lines = new StringBuilder();
        JsonFormat.Printer printer =
                JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
        for (Checkpoint checkpoint : checkpoints) {
            try {
                lines.append(printer.print(checkpoint)).append('\n');
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("every checkpoint has a JSON form", e);
            }
        }
        return lines.toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    private static BooleanSupplier patience() {
        long deadline = System.nanoTime() + VIEWS_PATIENCE.toNanos();
        return () -> {
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
            return System.nanoTime() < deadline;
        };
    }
}
