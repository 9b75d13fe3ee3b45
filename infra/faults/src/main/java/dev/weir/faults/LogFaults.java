package dev.weir.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;

/**
 * Breaks those who keep the log, three brokers and three command nodes, under load, and compares
 * journal and log at the end.
 */
final class LogFaults implements AutoCloseable {
    /** A platform of real brokers and command nodes alone, so that two cores carry the load. */
    private static final String[] OPTIONS = {
        "--log-only", "--brokers", "3", "--command-nodes", "3", "--partitions", "6"
    };

    private static final int BROKERS = 3;
    private static final int NODES_MIN = 2;
    private static final String BROKER_OF_SMALL_DISK = "kafka-2";

    /** A book that does not answer for so long stands still. */
    private static final Duration TAKEOVER_MAX = Duration.ofMinutes(3);

    private static final Duration IN_STEP_MAX = Duration.ofMinutes(4);

    /** A session ends 3 s after the last heartbeat; with the takeover by another this is enough. */
    private static final int ZOMBIE_MILLIS_MIN = 6_000;

    private static final int ZOMBIE_MILLIS_MAX = 11_000;

    /** The writers' delivery timeout is 9 s. */
    private static final int BROKER_FROZEN_MILLIS_MIN = 10_000;

    private static final int BROKER_FROZEN_MILLIS_MAX = 14_000;

    /** Between the kill of an owner and the fence of the next. */
    private static final int FENCE_MILLIS_MIN = 2_500;

    private static final int FENCE_MILLIS_MAX = 5_000;

    private static final int CALM_MILLIS_MIN = 1_000;
    private static final int CALM_MILLIS_MAX = 3_000;
    private static final int BOOK_OPENED_EVERY = 6;
    private static final int ASK_AGAIN_MILLIS = 500;
    private static final int PROGRESS_MILLIS = 10_000;

    /**
     * What is done.
     *
     * @param faults how many
     * @param commands at least so many are sent
     * @param books at the beginning; others are opened while faults happen
     * @param seed of the choices
     */
    record Plan(int faults, long commands, int books, long seed) {
        /** About a minute: one of each kind that needs no disk. */
        static Plan brief(long seed) {
            return new Plan(4, 0, 4, seed);
        }

        static Plan full(long seed) {
            return new Plan(55, 500_000, 8, seed);
        }

        EnumSet<LogFault> kinds() {
            EnumSet<LogFault> all = EnumSet.allOf(LogFault.class);
            if (faults <= 4) {
                all.removeAll(Set.of(LogFault.FILL_DISK, LogFault.KILL_OWNER_AS_BROKER_WAKES));
            }
            return all;
        }
    }

    /** What came of it. */
    record Result(int faults, LogOracle.Verdict verdict, boolean clean) {}

    private final Platform platform;
    private final Optional<SmallDisk> disk;

    private LogFaults(Platform platform, Optional<SmallDisk> disk) {
        this.platform = platform;
        this.disk = disk;
    }

    /**
     * Starts a platform on a new data folder. One broker has a filesystem of its own if that can be
     * and the plan needs it.
     */
    static LogFaults start(Path data, Plan plan) throws IOException, InterruptedException {
        Optional<SmallDisk> disk =
                plan.kinds().contains(LogFault.FILL_DISK)
                        ? SmallDisk.mount(data.resolve(BROKER_OF_SMALL_DISK))
                        : Optional.empty();
        try {
            return new LogFaults(Platform.start(data, OPTIONS), disk);
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeQuietly(disk);
            throw e;
        }
    }

    private static void closeQuietly(Optional<SmallDisk> disk) {
        try {
            if (disk.isPresent()) {
                disk.get().close();
            }
        } catch (IOException e) {
            // it is gone with the machine's next start
        }
    }

    /** All brokers, and two command nodes: one that still starts need not be waited for. */
    private static boolean canBearAnother(List<String> healthy) {
        long brokers = healthy.stream().filter(part -> part.startsWith("kafka-")).count();
        long nodes = healthy.stream().filter(part -> part.startsWith("command-")).count();
        return brokers == BROKERS && nodes >= NODES_MIN;
    }

    @Override
    public void close() throws IOException {
        platform.close();
        closeQuietly(disk);
    }

    /** Runs all faults and judges. */
    Result run(Plan plan, PrintStream out) throws IOException, InterruptedException {
        return new Run(plan, out).run();
    }

    private final class Run {
        private final Plan plan;
        private final PrintStream out;
        private final Random random;
        private final Journal journal = new Journal();
        private final Cluster cluster = new Cluster(platform.state().kafka());
        private final ThreadFactory openers = Thread.ofVirtual().name("opener").factory();
        private Load load;
        private int faults;

        Run(Plan plan, PrintStream out) {
            this.plan = plan;
            this.out = out;
            this.random = new Random(plan.seed());
        }

        Result run() throws IOException, InterruptedException {
            EnumSet<LogFault> kinds = plan.kinds();
            if (disk.isEmpty() && kinds.remove(LogFault.FILL_DISK)) {
                out.println(
                        "left out: a full disk, as no filesystem can be mounted here (that takes"
                                + " root)");
            }
            out.println("seed " + plan.seed());
            try (cluster;
                    Load clients = new Load(platform, plan.seed(), journal)) {
                load = clients;
                for (int i = 0; i < plan.books(); i++) {
                    clients.open("book-" + i);
                }
                for (LogFault kind : LogFault.plan(plan.faults(), kinds, random)) {
                    Thread.sleep(random.nextInt(CALM_MILLIS_MIN, CALM_MILLIS_MAX));
                    one(kind);
                }
                awaitCommands();
            }
            return judge();
        }

        private void awaitCommands() throws InterruptedException {
            while (journal.sentCount() < plan.commands()) {
                Thread.sleep(PROGRESS_MILLIS);
                out.printf(
                        "no more faults, %d of %d commands sent%n",
                        journal.sentCount(), plan.commands());
            }
        }

        private void one(LogFault kind) throws IOException, InterruptedException {
            faults++;
            Map<String, Long> before = pids();
            long begun = System.nanoTime();
            Happened happened =
                    switch (kind) {
                        case KILL_OWNER -> kill(owner());
                        case KILL_BROKER -> kill(leader());
                        case ZOMBIE_OWNER ->
                                freeze(
                                        owner(),
                                        random.nextInt(ZOMBIE_MILLIS_MIN, ZOMBIE_MILLIS_MAX));
                        case FREEZE_BROKER ->
                                freeze(
                                        leader(),
                                        random.nextInt(
                                                BROKER_FROZEN_MILLIS_MIN,
                                                BROKER_FROZEN_MILLIS_MAX));
                        case KILL_OWNER_AS_BROKER_WAKES -> killAsBrokerWakes();
                        case FILL_DISK -> fill();
                    };
            awaitAnswers(happened);
            awaitEnds(happened.killed(), before);
            platform.awaitHealth(LogFaults::canBearAnother);
            cluster.awaitInStep(IN_STEP_MAX);
            List<Double> seconds = happened.answers().seconds();
            out.printf(
                    "%3d %-42s %-20s books answered after %.1f to %.1f s (half of them by %.1f), ready for"
                            + " another after %.1f s; %d acknowledged so far%n",
                    faults,
                    kind.words(),
                    happened.victims(),
                    seconds.getFirst(),
                    seconds.getLast(),
                    seconds.get(seconds.size() / 2),
                    (System.nanoTime() - begun) / 1e9,
                    journal.acknowledgedCount());
            tellOfOthers(happened.killed(), before);
        }

        /**
         * @param killed parts that come back as other processes
         */
        private record Happened(String victims, Set<String> killed, FirstAnswers answers) {}

        private FirstAnswers watch() {
            FirstAnswers answers = load.watch();
            if (faults % BOOK_OPENED_EVERY == 0) {
                String book = "book-" + (plan.books() + faults / BOOK_OPENED_EVERY - 1);
                openers.newThread(() -> open(book)).start();
            }
            return answers;
        }

        private void open(String book) {
            try {
                load.open(book);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Happened kill(String part) {
            platform.kill(part);
            return new Happened(part, Set.of(part), watch());
        }

        private Happened freeze(String part, int millis) throws IOException, InterruptedException {
            long pid = platform.pid(part);
            platform.freeze(part);
            try {
                FirstAnswers answers = watch();
                Thread.sleep(millis);
                Happened happened = new Happened(part, Set.of(), answers);
                awaitAnswers(happened);
                return happened;
            } finally {
                platform.wake(pid);
            }
        }

        /**
         * A broker that wakes up believes for a moment that it still leads: whoever takes over just
         * then must not take its end of the log for the end.
         */
        private Happened killAsBrokerWakes() throws IOException, InterruptedException {
            String broker = leader();
            String owner = owner();
            long pid = platform.pid(broker);
            platform.freeze(broker);
            try {
                Thread.sleep(random.nextInt(BROKER_FROZEN_MILLIS_MIN, BROKER_FROZEN_MILLIS_MAX));
                platform.kill(owner);
                FirstAnswers answers = watch();
                Thread.sleep(random.nextInt(FENCE_MILLIS_MIN, FENCE_MILLIS_MAX));
                return new Happened(owner + ", " + broker, Set.of(owner), answers);
            } finally {
                platform.wake(pid);
            }
        }

        private Happened fill() throws IOException, InterruptedException {
            SmallDisk full = disk.orElseThrow();
            long pid = platform.pid(BROKER_OF_SMALL_DISK);
            full.fill();
            FirstAnswers answers = watch();
            try {
                long deadline = System.nanoTime() + TAKEOVER_MAX.toNanos();
                while (platform.pid(BROKER_OF_SMALL_DISK) == pid) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException(
                                BROKER_OF_SMALL_DISK + " goes on with a full disk");
                    }
                    Thread.sleep(100);
                }
                Happened happened =
                        new Happened(BROKER_OF_SMALL_DISK, Set.of(BROKER_OF_SMALL_DISK), answers);
                awaitAnswers(happened);
                return happened;
            } finally {
                full.free();
            }
        }

        private void awaitAnswers(Happened happened) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + TAKEOVER_MAX.toNanos();
            while (!happened.answers().missing().isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "books "
                                    + happened.answers().missing()
                                    + " stand still "
                                    + TAKEOVER_MAX.toMinutes()
                                    + " minutes after the fault of "
                                    + happened.victims()
                                    + "; owners "
                                    + cluster.owners());
                }
                Thread.sleep(20);
            }
        }

        /** A part that was killed has to be another process before its health says anything. */
        private void awaitEnds(Set<String> killed, Map<String, Long> before)
                throws InterruptedException {
            long deadline = System.nanoTime() + TAKEOVER_MAX.toNanos();
            for (String part : killed) {
                while (platform.pid(part) == 0 || platform.pid(part) == before.get(part)) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException(part + " does not come back");
                    }
                    Thread.sleep(100);
                }
            }
        }

        /** No fault may bring down another process. */
        private void tellOfOthers(Set<String> killed, Map<String, Long> before) {
            Map<String, Long> now = pids();
            Set<String> others = new TreeSet<>();
            before.forEach(
                    (part, pid) -> {
                        if (pid > 0 && !killed.contains(part) && !pid.equals(now.get(part))) {
                            others.add(part);
                        }
                    });
            if (!others.isEmpty()) {
                out.println("    " + others + " ended too, and came back");
            }
        }

        private Map<String, Long> pids() {
            Map<String, Long> pids = new HashMap<>();
            platform.state().parts().forEach(part -> pids.put(part.part(), part.pid()));
            return pids;
        }

        /** An owner that is healthy: another may have died and not be replaced yet. */
        private String owner() throws IOException, InterruptedException {
            while (true) {
                Set<String> owners = new TreeSet<>(cluster.owners().values());
                owners.retainAll(platform.healthyParts());
                if (!owners.isEmpty()) {
                    return pick(List.copyOf(owners));
                }
                Thread.sleep(ASK_AGAIN_MILLIS);
            }
        }

        private String leader() throws InterruptedException {
            return pick(cluster.leaders());
        }

        private String pick(List<String> parts) {
            return parts.get(random.nextInt(parts.size()));
        }

        private Result judge() throws IOException, InterruptedException {
            Platform.Result verified = platform.weir("verify");
            out.println("verify: " + verified.lastLine());
            if (verified.exitCode() != 0) {
                out.println(verified.output());
            }
            LogOracle.Verdict verdict = LogOracle.compare(platform.state().kafka(), journal);
            verdict.notes().forEach(out::println);
            journal.notes().forEach(out::println);
            out.printf(
                    "the log: faults %d, commands %d, acknowledged %d, lost %d, doubled %d, changed answers %d, wrong"
                            + " answers %d, never sent %d%n",
                    faults,
                    verdict.commands(),
                    journal.acknowledgedCount(),
                    verdict.lost(),
                    verdict.doubled(),
                    journal.changedAnswers(),
                    journal.wrongAnswers(),
                    verdict.unasked());
            boolean clean =
                    verdict.isClean()
                            && journal.changedAnswers() == 0
                            && journal.wrongAnswers() == 0
                            && verified.exitCode() == 0;
            return new Result(faults, verdict, clean);
        }
    }
}
