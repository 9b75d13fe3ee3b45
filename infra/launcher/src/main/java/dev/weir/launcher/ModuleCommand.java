package dev.weir.launcher;

import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.JavaCommand;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Commands whose work is another module's main: it is run as a child that gets the platform's
 * addresses as WEIR_* variables, and its exit code is handed on.
 */
abstract class ModuleCommand implements Callable<Integer> {
    private static final Duration TOKEN_TTL = Duration.ofHours(12);

    /** What a platform without that part, or with a database of another kind, does not say. */
    private static final Set<String> NOT_OF_EVERY_PLATFORM =
            Set.of(
                    "WEIR_COMMAND_URL",
                    "WEIR_QUERY_URL",
                    "WEIR_CHECKPOINT_PUBLIC_KEYS",
                    "WEIR_POSTGRES_USER",
                    "WEIR_POSTGRES_PASSWORD");

    private final InstantSource clock;

    @Mixin private DataOption data;

    @Parameters(
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "what stands behind Arguments")
    private List<String> arguments = new ArrayList<>();

    ModuleCommand(InstantSource clock) {
        this.clock = clock;
    }

    /** The class path, and the main class with what it takes. */
    record Main(String classPath, String mainClass, List<String> flags, List<String> arguments) {}

    /** Chooses what to run, one after the other; a wrong usage when the arguments name nothing. */
    abstract List<Main> choose(Checkout checkout, List<String> given);

    /** Whether a platform must be running. */
    abstract boolean needsPlatform();

    /** The same where it depends on what was asked for. */
    boolean needsPlatform(List<String> given) {
        return needsPlatform();
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        Checkout checkout = Checkout.current();
        List<Main> mains = choose(checkout, arguments);
        Optional<PlatformState> platform =
                needsPlatform(arguments)
                        ? Optional.of(PlatformState.running(data.path()))
                        : PlatformState.read(data.path());
        Map<String, String> environment = environment(checkout, platform);
        int worst = ExitCode.DONE;
        for (Main main : mains) {
            worst = Math.max(worst, run(checkout, main, environment));
        }
        return worst;
    }

    private static int run(Checkout checkout, Main main, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(JavaCommand.base(main.flags()));
        command.add("-Dweir.root=" + checkout.root());
        command.add("-cp");
        command.add(main.classPath());
        command.add(main.mainClass());
        command.addAll(main.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        tell(builder.environment(), environment);
        Process child = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(child::destroy, "stop-child"));
        return child.waitFor();
    }

    /**
     * Gives a child what is known of the platform. A command may itself be a child of one for
     * another platform: what that one was told must not fill the gaps.
     *
     * @param child the child's environment, so far inherited
     */
    static void tell(Map<String, String> child, Map<String, String> own) {
        if (own.containsKey("WEIR_KAFKA")) {
            child.keySet().removeAll(NOT_OF_EVERY_PLATFORM);
        }
        child.putAll(own);
    }

    private Map<String, String> environment(Checkout checkout, Optional<PlatformState> platform) {
        Map<String, String> environment = new java.util.HashMap<>();
        Path folder = data.path();
        environment.put("WEIR_ROOT", checkout.root().toString());
        environment.put("WEIR_DATA", folder.toString());
        platform.ifPresent(
                state -> {
                    Keys keys = new Keys(folder);
                    environment.put("WEIR_KAFKA", state.kafka());
                    environment.put("WEIR_PARTITIONS", Integer.toString(state.partitions()));
                    environment.put("WEIR_PUBLIC_KEY", state.publicKey());
                    Path checkpointKeys = new CheckpointKeyFiles(folder).publicFile();
                    if (Files.exists(checkpointKeys)) {
                        environment.put("WEIR_CHECKPOINT_PUBLIC_KEYS", checkpointKeys.toString());
                    }
                    environment.put("WEIR_POSTGRES_URL", state.postgresUrl());
                    if (!state.postgresUser().isEmpty()) {
                        environment.put("WEIR_POSTGRES_USER", state.postgresUser());
                        environment.put("WEIR_POSTGRES_PASSWORD", keys.password("postgres"));
                    }
                    state.part("command-1")
                            .ifPresent(part -> environment.put("WEIR_COMMAND_URL", part.address()));
                    state.part("query")
                            .ifPresent(part -> environment.put("WEIR_QUERY_URL", part.address()));
                    environment.put(
                            "WEIR_TOKEN",
                            Tokens.of(folder, clock)
                                    .issue(
                                            "local",
                                            List.copyOf(Tokens.ROLES),
                                            List.of(Tokens.EVERY_BOOK),
                                            TOKEN_TTL));
                });
        return environment;
    }

    @Command(
            name = "verify",
            description = {
                "Check the log: hash chain, signed Merkle checkpoints, ledger invariants, outcomes,"
                        + " views. The last line is sound, or how many problems there are.",
                "Arguments: [--book B] [--open-limit SECONDS] [--json]",
                "           [--save FILE] [--saved FILE]",
                "       or: --proof TRANSACTION [--book B] [--out FILE]"
            },
            footer = {
                "  --book B             only this book",
                "  --open-limit SECONDS name transfers between books that are under way for",
                "                       longer (default: 60)",
                "  --json               facts as JSON",
                "  --save FILE          write the last checkpoint of each book, to be kept",
                "                       elsewhere",
                "  --saved FILE         checkpoints that were kept: the log must still agree",
                "                       with them",
                "  --proof TRANSACTION  print a proof that the record is in the log: of a",
                "                       transfer or payment (its last record), an event id,",
                "                       or BOOK:SEQUENCE",
                "  --out FILE           write the proof to a file"
            })
    static final class Verify extends ModuleCommand {
        Verify(InstantSource clock) {
            super(clock);
        }

        @Override
        List<Main> choose(Checkout checkout, List<String> given) {
            return List.of(
                    new Main(
                            checkout.classPath("command-side/event-store/target"),
                            "dev.weir.eventstore.verify.VerifyMain",
                            List.of("-Xmx512m", "-XX:+UseSerialGC"),
                            given));
        }

        @Override
        boolean needsPlatform() {
            return true;
        }
    }

    @Command(
            name = "replay",
            description = {
                "Recompute from the whole log with Spark and compare with what the platform serves.",
                "Arguments: [balances|features|decisions] [--book B] [--json]",
                "           [--out FILE.csv]",
                "The last line is: N of N equal."
            },
            footer = {
                "  balances             of all accounts, as the query service has them",
                "  features, decisions  each feature vector, each decision that was served,",
                "                       byte for byte",
                "                       (default: all three, one after the other)",
                "  --book B             only this book",
                "  --json               facts as JSON",
                "  --out FILE.csv       write the recomputed balances"
            })
    static final class Replay extends ModuleCommand {
        private static final List<String> OPENED =
                List.of(
                        "java.lang",
                        "java.lang.invoke",
                        "java.lang.reflect",
                        "java.io",
                        "java.net",
                        "java.nio",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "jdk.internal.ref",
                        "sun.nio.ch",
                        "sun.nio.cs",
                        "sun.security.action",
                        "sun.util.calendar");

        Replay(InstantSource clock) {
            super(clock);
        }

        @Override
        List<Main> choose(Checkout checkout, List<String> given) {
            List<String> flags =
                    new ArrayList<>(
                            List.of(
                                    "-Xmx2g",
                                    // lives for a minute: the second compiler does not pay
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    // Iceberg's vectorised read fails with netty's own guess
                                    "-Dio.netty.noUnsafe=false",
                                    "-Dorg.apache.iceberg.shaded.io.netty.noUnsafe=false"));
            // newer JDKs lack some of them, and warn
            var present = Object.class.getModule().getPackages();
            OPENED.stream()
                    .filter(present::contains)
                    .forEach(name -> flags.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
            return List.of(
                    new Main(
                            checkout.classPath("analytics/target"),
                            "dev.weir.analytics.ReplayMain",
                            flags,
                            given));
        }

        @Override
        boolean needsPlatform() {
            return true;
        }
    }

    @Command(
            name = "train",
            description = {
                "Train a model on payments of the log and what became known of them, into the model"
                        + " store, and print its figures; model_hash is its name for promote and score.",
                "Arguments: [--from TIME] [--to TIME] [--book B] [--label-delay 7d]",
                "           [--seed N] ... as below"
            },
            footer = {
                "  --from, --to TIME    payments of this business time, ISO 8601; what lies",
                "                       before makes their history",
                "  --book B             payments of this book (default: of all)",
                "  --label-delay SPAN   how long frauds stay unknown (default: 7d): younger",
                "                       payments are left out, as is as much time between",
                "                       training and test",
                "  --test-from TIME     payments from it on test (default: the last fifth of",
                "                       the time)",
                "  --test-book B        this book tests, all others train",
                "  --truth BOOK=FILE    what the payments were, as weir demo keeps it aside, in",
                "                       place of the chargebacks and verdicts of the log;",
                "                       several times",
                "  --unnamed good       payments that such a file does not name are good",
                "                       (default: left out)",
                "  --events FILE.csv    a file of weir export events in place of the log",
                "  --feature-set ID     default: what decide computes",
                "  --seed, --trees, --depth N   default: 1, 100, 6",
                "  --out FOLDER         default: the model store in the data folder"
            })
    static final class Train extends Training {
        Train(InstantSource clock) {
            super(clock, "dev.weir.analytics.training.TrainMain");
        }
    }

    @Command(
            name = "score",
            description = {
                "Write what a model says of the payments of a time, a line payment_id,score each.",
                "Arguments: --model HASH --out FILE.csv [--from TIME] [--to TIME]",
                "           [--book B] [--events FILE.csv]"
            },
            footer = {
                "  --model HASH         the model, as weir train names it",
                "  --out FILE.csv       the file that is written",
                "  --from, --to TIME    payments of this business time, ISO 8601",
                "  --book B             payments of this book (default: of all)",
                "  --events FILE.csv    a file of weir export events in place of the log"
            })
    static final class Score extends Training {
        Score(InstantSource clock) {
            super(clock, "dev.weir.analytics.training.ScoreMain");
        }
    }

    /** Over payments of the log, or of a file of them. */
    private abstract static class Training extends ModuleCommand {
        private final String main;

        private Training(InstantSource clock, String main) {
            super(clock);
            this.main = main;
        }

        @Override
        final List<Main> choose(Checkout checkout, List<String> given) {
            return List.of(
                    new Main(
                            checkout.classPath("analytics/target"),
                            main,
                            List.of(
                                    "-Xmx2g",
                                    "-XX:+UseSerialGC",
                                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                            given));
        }

        @Override
        final boolean needsPlatform() {
            return true;
        }

        @Override
        final boolean needsPlatform(List<String> given) {
            return !given.contains("--events");
        }
    }

    @Command(
            name = "faults",
            description = {
                "Real faults on real processes, on a platform of its own, under load: each part is"
                        + " killed, then those who keep the log: owners and brokers killed and"
                        + " frozen, a disk full. The last line is: faults N, commands N, lost 0,"
                        + " doubled 0.",
                "Arguments: [--short] [--seed N] [--rounds N] [--part PART]",
                "           [--log [--faults N] [--commands N]]",
                "       or: [--decide [--minutes N] [--rate N]]",
                "           [--big-list [--entries N]] [--short] [--seed N]",
                "       or: --epochs [--transactions N]"
            },
            footer = {
                "  --short              a first look: fewer of everything",
                "  --seed N             of the clients' choices (default: 1)",
                "  --rounds N           how often each part is killed (default: 3)",
                "  --part PART          kill this one only; several times",
                "  --log                only the faults of those who keep the log",
                "  --faults N           how many of these (default: 55)",
                "  --commands N         how many commands at least (default: 500,000)",
                "  --decide             payments while rules change and parts die, then every",
                "                       decision once more from the log",
                "  --minutes, --rate N  how long, and payments a second (default: 20, 100)",
                "  --big-list           a long block list is loaded while payments are decided",
                "  --entries N          of that list, whole thousands (default: 1,000,000)",
                "  --epochs             one transaction a record, on topics of its own of the",
                "                       platform of --data, until the producer's epoch has",
                "                       run over twice"
            })
    static final class Faults extends ModuleCommand {
        Faults(InstantSource clock) {
            super(clock);
        }

        @Override
        List<Main> choose(Checkout checkout, List<String> given) {
            boolean epochs = given.contains("--epochs");
            return List.of(
                    new Main(
                            checkout.classPath(
                                    epochs
                                            ? "command-side/event-store/target"
                                            : "infra/faults/target"),
                            epochs
                                    ? "dev.weir.eventstore.EpochsMain"
                                    : "dev.weir.faults.FaultsMain",
                            // the journal of some million commands
                            List.of(
                                    "-Xmx1g",
                                    "-XX:+UseSerialGC",
                                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                            given));
        }

        @Override
        boolean needsPlatform() {
            return false;
        }

        @Override
        boolean needsPlatform(List<String> given) {
            return given.contains("--epochs") && !given.contains("--kafka");
        }
    }

    @Command(
            name = "bench",
            description = {
                "Measure, side by side with peers in one run; also written to target/bench.",
                "Arguments: log|decide|ingest|all [--quick] [--rows ROW,...]"
            },
            footer = {
                "  log                  the write path, on brokers that the bench starts itself",
                "  decide, ingest       decisions and imports, at the running platform",
                "  all                  these three",
                "  --quick              shorter, for a first look: its figures are no record",
                "  --rows ROW,...       of log or decide, only these; a wrong one prints them"
            })
    static final class Bench extends ModuleCommand {
        Bench(InstantSource clock) {
            super(clock);
        }

        @Override
        List<Main> choose(Checkout checkout, List<String> given) {
            String name = given.isEmpty() ? "" : given.get(0);
            List<String> rest = given.isEmpty() ? given : given.subList(1, given.size());
            return switch (name) {
                case "log", "decide", "ingest" -> List.of(bench(checkout, name, rest));
                case "all" ->
                        List.of(
                                bench(checkout, "log", rest),
                                bench(checkout, "decide", rest),
                                bench(checkout, "ingest", rest));
                default ->
                        throw Failure.wrongUsage(
                                "bench measures one of log, decide, ingest, or all of them.");
            };
        }

        private static Main bench(Checkout checkout, String name, List<String> arguments) {
            List<String> all = new ArrayList<>(List.of(name));
            all.addAll(arguments);
            return new Main(
                    checkout.classPath("infra/bench/target"),
                    "dev.weir.bench.BenchMain",
                    // ingest makes its file in memory
                    List.of(
                            "-Xmx1g",
                            "-XX:+UseSerialGC",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                    all);
        }

        @Override
        boolean needsPlatform() {
            return true;
        }

        /** The log is measured on servers that the benchmark starts. */
        @Override
        boolean needsPlatform(List<String> given) {
            return !given.isEmpty() && !given.get(0).equals("log");
        }
    }
}
