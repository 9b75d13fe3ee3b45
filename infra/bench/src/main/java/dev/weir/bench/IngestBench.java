package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** The import of a file of transfers, through {@code ./weir import} as a user would. */
final class IngestBench {
    private static final int ACCOUNTS = 20_000;
    private static final int TRANSFERS = 118_250;
    private static final double AIM_SECONDS = 60;

    private final Path root;
    private final Path data;
    private final String book;
    private final boolean quick;

    IngestBench(Path root, Path data, String book, boolean quick) {
        this.root = root;
        this.data = data;
        this.book = book;
        this.quick = quick;
    }

    List<Measure> run(String machine) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-bench");
        int transfers = quick ? TRANSFERS / 10 : TRANSFERS;
        Path accountFile = folder.resolve("accounts.csv");
        Path transferFile = folder.resolve("transfers.csv");
        StringBuilder accounts = new StringBuilder("id,balance\n");
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.append(i).append(",100.00\n");
        }
        Files.writeString(accountFile, accounts);
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder rows = new StringBuilder("from,to,amount,time\n");
        for (int i = 0; i < transfers; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long cents = random.nextLong(1, 100_000);
            rows.append(from)
                    .append(',')
                    .append(to)
                    .append(',')
                    .append(cents / 100)
                    .append('.')
                    .append(String.format("%02d", cents % 100))
                    .append(',')
                    .append(1 + i / 800)
                    .append('\n');
        }
        Files.writeString(transferFile, rows);
        seconds(
                "accounts",
                accountFile,
                "id=id,balance=balance",
                "--set",
                "currency=USD",
                "--balance-policy",
                "overdraft");
        double took =
                seconds(
                        "transfers",
                        transferFile,
                        "from=from,to=to,amount=amount,time=time",
                        "--time-step",
                        "1d",
                        "--time-start",
                        "2020-01-01T00:00:00Z",
                        "--set",
                        "currency=USD");
        Files.delete(accountFile);
        Files.delete(transferFile);
        Files.delete(folder);
        return List.of(
                quick
                        ? Measure.shown("import of " + transfers + " transfers", took, "s", machine)
                        : Measure.atMost(
                                "import of " + transfers + " transfers",
                                took,
                                "s",
                                AIM_SECONDS,
                                machine),
                Measure.shown("imported transfers per second", transfers / took, "1/s", machine));
    }

    private double seconds(String kind, Path file, String map, String... options)
            throws IOException, InterruptedException {
        java.util.ArrayList<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                root.resolve("weir").toString(),
                                "import",
                                kind,
                                file.toString(),
                                "--book",
                                book,
                                "--map",
                                map,
                                "--data",
                                data.toString()));
        command.addAll(List.of(options));
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the import ended with " + process.exitValue());
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
