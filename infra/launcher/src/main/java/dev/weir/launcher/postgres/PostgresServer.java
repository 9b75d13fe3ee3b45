package dev.weir.launcher.postgres;

import dev.weir.launcher.Failure;
import dev.weir.launcher.platform.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A database server of the platform's own, under {@code DATA/postgres}. PostgreSQL refuses to run
 * as root; there it is run in a user namespace, in which it is nobody.
 */
public final class PostgresServer {
    public static final String USER = "weir";
    public static final String DATABASE = "weir";

    private static final long INITDB_SECONDS_MAX = 120;

    private final Path folder;
    private final Path programs;
    private final String password;

    private PostgresServer(Path folder, Path programs, String password) {
        this.folder = folder;
        this.programs = programs;
        this.password = password;
    }

    /** Unpacks the programs and makes the database cluster, if that was not done before. */
    public static PostgresServer prepare(Path folder, String password) {
        try {
            Files.createDirectories(folder);
            Path programs = PostgresBinaries.unpack(folder.resolve("programs"));
            PostgresServer server = new PostgresServer(folder, programs, password);
            server.initialise();
            return server;
        } catch (IOException e) {
            throw Failure.failed("PostgreSQL cannot be set up under " + folder + ": " + e, e);
        }
    }

    /** The command line that becomes the server process itself, so that its pid is the real one. */
    public List<String> command(int port) {
        return asOrdinaryUser(
                programs.resolve("postgres").toString(),
                "-D",
                cluster().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                // no socket files: their path may be too long, their folder not ours
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=96MB",
                "-c",
                "max_connections=60",
                // read models are rebuilt from the log: a lost last moment is read again
                "-c",
                "synchronous_commit=off",
                "-c",
                "max_wal_size=512MB");
    }

    /** Makes the database on the running server, if it is not there. */
    public void ensureDatabase(int port) throws SQLException {
        Properties login = new Properties();
        login.put("user", USER);
        login.put("password", password);
        login.put("connectTimeout", "3");
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, login);
                var statement = connection.createStatement()) {
            try (var found =
                    statement.executeQuery(
                            "select 1 from pg_database where datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + DATABASE);
        }
    }

    /**
     * Removes the lock of a server that was killed, when its pid now belongs to something else:
     * PostgreSQL only looks whether there is such a process.
     */
    public void clearStaleLock() throws IOException {
        Path lock = cluster().resolve("postmaster.pid");
        if (Files.notExists(lock)) {
            return;
        }
        try (var lines = Files.lines(lock)) {
            boolean held =
                    lines.findFirst()
                            .map(String::strip)
                            .filter(pid -> pid.matches("[0-9]{1,10}"))
                            .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                            .filter(ProcessHandle::isAlive)
                            .flatMap(process -> process.info().command())
                            .filter(program -> program.endsWith("/postgres"))
                            .isPresent();
            if (held) {
                return;
            }
        }
        Files.delete(lock);
    }

    private Path cluster() {
        return folder.resolve("cluster");
    }

    private void initialise() throws IOException {
        if (Files.exists(cluster().resolve("PG_VERSION"))) {
            return;
        }
        Path fresh = folder.resolve("cluster.new");
        Folders.delete(fresh);
        Path secret =
                Files.createTempFile(
                        folder,
                        "initdb",
                        ".secret",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(secret, password + "\n");
            run(
                    asOrdinaryUser(
                            programs.resolve("initdb").toString(),
                            "-D",
                            fresh.toString(),
                            "-U",
                            USER,
                            "--pwfile=" + secret,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--no-sync"));
        } finally {
            Files.delete(secret);
        }
        // initdb may have been killed in the middle: only a whole cluster gets the real name
        Files.move(fresh, cluster());
    }

    private void run(List<String> command) throws IOException {
        Path log = folder.resolve("initdb.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(INITDB_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw Failure.failed(
                        "PostgreSQL's initdb took more than " + INITDB_SECONDS_MAX + " s: " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while initdb ran", e);
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw Failure.failed(
                    "PostgreSQL's initdb failed: "
                            + (lines.isEmpty() ? "" : lines.get(lines.size() - 1))
                            + " (see "
                            + log
                            + "; or give a server with --postgres URL).");
        }
    }

    private static List<String> asOrdinaryUser(String... command) {
        List<String> whole = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(List.of(command));
        return whole;
    }
}
