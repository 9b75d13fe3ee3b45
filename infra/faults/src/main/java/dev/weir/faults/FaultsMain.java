package dev.weir.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code weir faults}: kills every process of a platform of its own under load, then compares
 * journal, log and views.
 */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = "Real faults on the real processes of a platform of its own, under load.")
public final class FaultsMain implements Callable<Integer> {
    private static final String BOOK = "faults";
    private static final int STALE_SHOWN = 10;
    private static final int LISTED_AT_ONCE = 1_000;
    private static final Duration CALM = Duration.ofSeconds(2);

    @Option(
            names = "--short",
            description =
                    "each part once and 300 reads of own writes, instead of three times and 10,000")
    private boolean brief;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "how often each part is killed, instead of the above")
    private int rounds;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = "kill this one only; can be given several times (default: all)")
    private List<String> only = List.of();

    @Option(
            names = "--log",
            description =
                    "only the faults of those who keep the log: 55 of three brokers and three command"
                            + " nodes, under 500,000 commands")
    private boolean logOnly;

    @Option(
            names = "--faults",
            paramLabel = "N",
            description = "how many faults of the log, instead of 55, or of 4 with --short")
    private int logFaults;

    @Option(
            names = "--commands",
            paramLabel = "N",
            description = "how many commands at least, instead of 500,000, or of any with --short")
    private long logCommands;

    @Option(
            names = "--decide",
            description =
                    "instead: payments while rules change, parts die and the decide job is started"
                            + " with another parallelism; then all decisions once more by Spark")
    private boolean decide;

    @Option(
            names = "--minutes",
            defaultValue = "20",
            paramLabel = "N",
            description = "how long, with --decide (default: 20; with --short 30 s)")
    private int minutes;

    @Option(
            names = "--rate",
            defaultValue = "100",
            paramLabel = "N",
            description = "payments a second, with --decide (default: 100; with --short 40)")
    private int rate;

    @Option(
            names = "--big-list",
            description =
                    "instead: a block list of many entries is loaded while payments are decided")
    private boolean bigList;

    @Option(
            names = "--entries",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "of that list, whole thousands (default: 1000000; with --short 20000)")
    private int entries;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "of the clients' choices (default: 1)")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder for the platform's data (default: a temporary one)")
    private Path data;

    @Spec private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FaultsMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder =
                data == null ? Files.createTempDirectory("weir-faults") : data.resolve("faults");
        Path parts = folder.toAbsolutePath().resolve("parts");
        Path log = folder.toAbsolutePath().resolve("log");
        if (decide || bigList) {
            checkUsage();
            return decisions(folder);
        }
        Totals totals = new Totals();
        boolean clean =
                (logOnly || breakParts(parts, totals))
                        && (!only.isEmpty() || breakLog(log, totals));
        if (clean) {
            delete(folder);
        } else {
            System.out.println("data and logs are kept: " + folder);
        }
        System.out.printf(
                "faults %d, commands %d, lost %d, doubled %d%n",
                totals.faults, totals.commands, totals.lost, totals.doubled);
        return clean ? 0 : 1;
    }

    private void checkUsage() {
        if (minutes < 1 || rate < 1 || entries < LISTED_AT_ONCE || entries % LISTED_AT_ONCE != 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--minutes and --rate are at least 1, --entries whole thousands.");
        }
    }

    /** The last line says whether all was as it must be. */
    private int decisions(Path folder) throws IOException, InterruptedException {
        boolean clean = true;
        try (Platform platform = Platform.start(folder.toAbsolutePath().resolve("decisions"))) {
            whenInterrupted(platform);
            if (bigList) {
                BigList.Plan list =
                        brief ? BigList.Plan.brief(seed) : BigList.Plan.full(entries, seed);
                clean = BigList.run(platform, list, System.out);
            }
            DecideSoak.Plan plan =
                    brief
                            ? DecideSoak.Plan.brief(seed)
                            : DecideSoak.Plan.full(Duration.ofMinutes(minutes), rate, seed);
            clean =
                    (decide
                                    ? DecideSoak.run(platform, plan, System.out)
                                    : DecideSoak.replaysEqual(platform, System.out))
                            && clean;
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            clean = false;
        }
        if (clean) {
            delete(folder);
        } else {
            System.out.println("data and logs are kept: " + folder);
        }
        System.out.println(clean ? "all as it must be" : "something is not as it must be");
        return clean ? 0 : 1;
    }

    private static final class Totals {
        private int faults;
        private long commands;
        private long lost;
        private long doubled;

        private void add(LogFaults.Result result) {
            faults += result.faults();
            commands += result.verdict().commands();
            lost += result.verdict().lost();
            doubled += result.verdict().doubled();
        }
    }

    private boolean breakParts(Path folder, Totals totals)
            throws IOException, InterruptedException {
        try (Platform platform = Platform.start(folder)) {
            whenInterrupted(platform);
            LogFaults.Result result = run(platform, plan(), System.out);
            totals.add(result);
            return result.clean();
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }

    /** A platform is not this process's child: Ctrl-C would leave it behind. */
    private static void whenInterrupted(AutoCloseable running) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        running.close();
                                    } catch (Exception e) {
                                        System.err.println("something was left behind: " + e);
                                    }
                                },
                                "end-platform"));
    }

    private boolean breakLog(Path folder, Totals totals) throws IOException, InterruptedException {
        LogFaults.Plan usual = brief ? LogFaults.Plan.brief(seed) : LogFaults.Plan.full(seed);
        LogFaults.Plan plan =
                new LogFaults.Plan(
                        logFaults > 0 ? logFaults : usual.faults(),
                        logCommands > 0 ? logCommands : usual.commands(),
                        usual.books(),
                        seed);
        try (LogFaults faults = LogFaults.start(folder, plan)) {
            whenInterrupted(faults);
            LogFaults.Result result = faults.run(plan, System.out);
            totals.add(result);
            return result.clean();
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }

    /**
     * What is done to the platform.
     *
     * @param rounds how often each part is killed
     * @param only the parts that are; empty: all
     * @param reads of own writes
     * @param seed of the clients' choices
     */
    record Plan(int rounds, List<String> only, int reads, long seed) {
        static Plan brief(long seed) {
            return new Plan(1, List.of(), 300, seed);
        }

        static Plan full(long seed) {
            return new Plan(3, List.of(), 10_000, seed);
        }
    }

    private Plan plan() {
        Plan plan = brief ? Plan.brief(seed) : Plan.full(seed);
        return new Plan(rounds > 0 ? rounds : plan.rounds(), only, plan.reads(), seed);
    }

    /**
     * Runs all faults on a platform that is up; clean if nothing was lost, doubled, changed or
     * stale.
     */
    static LogFaults.Result run(Platform platform, Plan plan, PrintStream out)
            throws IOException, InterruptedException {
        out.println("seed " + plan.seed());
        Journal journal = new Journal();
        int faults = 0;
        try (Load load = new Load(platform, plan.seed(), journal)) {
            load.open(BOOK);
            List<String> parts = plan.only().isEmpty() ? platform.parts() : plan.only();
            for (int round = 0; round < plan.rounds(); round++) {
                for (String part : parts) {
                    Thread.sleep(CALM.toMillis());
                    long pid = platform.pid(part);
                    platform.kill(part);
                    faults++;
                    Duration back = platform.awaitReturn(part, pid);
                    out.printf(
                            "kill -9 %-22s healthy again after %.1f s, %d commands acknowledged so far%n",
                            part, back.toMillis() / 1_000.0, journal.acknowledgedCount());
                }
            }
            Thread.sleep(CALM.toMillis());
        }
        int writes = plan.reads();
        ReadYourWrites.Report reads =
                ReadYourWrites.run(
                        platform,
                        "reads",
                        "reader",
                        writes,
                        () -> platform.killTaskManagerOf("views"));
        faults++;
        out.printf(
                "read your writes: %d, %d without the write, task manager killed in the middle; waits p50 %d ms, p99 %d ms,"
                        + " longest %d ms, %d answers 'not reached yet'%n",
                reads.writes(),
                reads.stale().size(),
                reads.waitMillisAt(0.5),
                reads.waitMillisAt(0.99),
                reads.waitMillisAt(1),
                reads.notReached());
        reads.stale().stream().limit(STALE_SHOWN).forEach(out::println);
        Platform.Result verified = platform.weir("verify");
        out.println("verify: " + verified.lastLine());
        LogOracle.Verdict verdict = LogOracle.compare(platform.state().kafka(), journal);
        verdict.notes().forEach(out::println);
        journal.notes().forEach(out::println);
        boolean clean =
                verdict.isClean()
                        && journal.changedAnswers() == 0
                        && journal.wrongAnswers() == 0
                        && reads.stale().isEmpty()
                        && verified.exitCode() == 0;
        if (verified.exitCode() != 0) {
            out.println(verified.output());
        }
        out.printf(
                "the parts: faults %d, commands %d, lost %d, doubled %d, changed answers %d%n",
                faults,
                verdict.commands(),
                verdict.lost(),
                verdict.doubled(),
                journal.changedAnswers());
        return new LogFaults.Result(faults, verdict, clean);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
