package dev.weir.bench;

import dev.weir.launcher.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Calls the function of {@link DoubleEntry} by PostgreSQL's own pgbench, prepared. */
final class Pgbench {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** Its time begins with its connections, which take seconds on a busy machine. */
    private static final long SECONDS_MIN = 5;

    private final Path program;
    private final Servers servers;
    private final Path folder;
    private final int accounts;

    private Pgbench(Path program, Servers servers, Path folder, int accounts) {
        this.program = program;
        this.servers = servers;
        this.folder = folder;
        this.accounts = accounts;
    }

    /** Writes its scripts; empty when pgbench is not on this machine. */
    static Optional<Pgbench> find(Servers servers, Path folder, int accounts) throws IOException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Pgbench pgbench = new Pgbench(program.get(), servers, folder, accounts);
        Files.writeString(
                pgbench.script(false),
                pgbench.body(
                        "\\set s random(1, N)\n\\set r random(0, N - 2)\n"
                                + "\\set t (:s + :r) % N + 1\n"));
        Files.writeString(pgbench.script(true), pgbench.body("\\set s 1\n\\set t random(2, N)\n"));
        return Optional.of(pgbench);
    }

    /** Transfers a second of a closed loop; an even number of clients. */
    double perSecond(int clients, boolean hot, double seconds)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                program.toString(),
                                "-n",
                                "-M",
                                "prepared",
                                "-c",
                                Integer.toString(clients),
                                "-j",
                                "2",
                                "-T",
                                Long.toString(Math.max(SECONDS_MIN, Math.round(seconds))),
                                "-f",
                                script(hot).toString(),
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(servers.postgresPort()),
                                "-U",
                                PostgresServer.USER,
                                PostgresServer.DATABASE)
                        .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", servers.password());
        Process process = builder.start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return rate(printed)
                .orElseThrow(() -> new IllegalStateException("pgbench gave no rate: " + printed));
    }

    /** The rate in what pgbench prints, transactions a second without the connections' start. */
    static Optional<Double> rate(String printed) {
        Matcher found = RATE.matcher(printed);
        return found.find() ? Optional.of(Double.parseDouble(found.group(1))) : Optional.empty();
    }

    private Path script(boolean hot) {
        return folder.resolve(hot ? "hot.sql" : "uniform.sql");
    }

    private String body(String accountsOf) {
        return (accountsOf
                        + "\\set k random(1, 9000000000000000000)\n"
                        + "\\set a random(1, 1000)\n"
                        + "select post_transfer(:k, :s, :t, :a);\n")
                .replace("N", Integer.toString(accounts));
    }

    private static Optional<Path> program() throws IOException {
        Stream<Path> onPath =
                Stream.of(
                                System.getenv()
                                        .getOrDefault("PATH", "")
                                        .split(java.io.File.pathSeparator))
                        .map(folder -> Path.of(folder, "pgbench"));
        Stream<Path> ofDebian = Stream.empty();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                ofDebian =
                        versions
                                .map(version -> version.resolve("bin").resolve("pgbench"))
                                .toList()
                                .stream();
            }
        }
        return Stream.concat(onPath, ofDebian).filter(Files::isExecutable).findFirst();
    }
}
