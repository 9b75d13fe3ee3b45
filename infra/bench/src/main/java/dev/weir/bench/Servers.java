package dev.weir.bench;

import dev.weir.launcher.platform.Checkout;
import dev.weir.launcher.platform.JavaCommand;
import dev.weir.launcher.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A broker and a database of the benchmark's own, as {@code weir up} starts them. */
final class Servers implements AutoCloseable {
    private static final long START_SECONDS_MAX = 120;
    private static final long END_SECONDS_MAX = 20;
    private static final long PAUSE_MILLIS = 100;
    private static final int START_TRIES_MAX = 300;

    /** PostgreSQL's cannot_connect_now. */
    private static final String STARTING_UP = "57P03";

    private final int kafkaPort = freePort();
    private final int postgresPort = freePort();
    private final String password = UUID.randomUUID().toString();
    private final Process kafka;
    private final Process postgres;

    /**
     * @param folder for their data and logs
     */
    Servers(Checkout checkout, Path folder) throws IOException, SQLException, InterruptedException {
        List<String> broker =
                JavaCommand.of(
                        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=128m"),
                        checkout.classPath("infra/launcher/target"),
                        "dev.weir.launcher.kafka.KafkaMain",
                        folder.resolve("kafka").toString(),
                        Integer.toString(kafkaPort),
                        Integer.toString(freePort()));
        this.kafka = start(broker, folder.resolve("kafka.log"));
        PostgresServer server = PostgresServer.prepare(folder.resolve("postgres"), password);
        List<String> database = new ArrayList<>(server.command(postgresPort));
        // the last one counts: here the database is the store itself, not a view of the log
        List.of(
                        "synchronous_commit=on",
                        "max_connections=200",
                        "shared_buffers=256MB",
                        "max_wal_size=4GB")
                .forEach(setting -> database.addAll(List.of("-c", setting)));
        this.postgres = start(database, folder.resolve("postgres.log"));
        await(postgresPort);
        ensureDatabase(server);
        await(kafkaPort);
    }

    /** It takes connections before it serves any. */
    private void ensureDatabase(PostgresServer server) throws SQLException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                server.ensureDatabase(postgresPort);
                return;
            } catch (SQLException e) {
                if (!STARTING_UP.equals(e.getSQLState()) || tries == START_TRIES_MAX) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    String bootstrap() {
        return "127.0.0.1:" + kafkaPort;
    }

    long brokerPid() {
        return kafka.pid();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + PostgresServer.DATABASE;
    }

    int postgresPort() {
        return postgresPort;
    }

    String password() {
        return password;
    }

    /** Whether PostgreSQL waits for the disk at each commit. */
    void syncEachCommit(boolean on) throws SQLException, InterruptedException {
        String wanted = on ? "on" : "off";
        sql("alter system set fsync = " + wanted, "select pg_reload_conf()");
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!wanted.equals(setting("fsync"))) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("PostgreSQL keeps fsync as it was");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String setting(String name) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl(), PostgresServer.USER, password);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("show " + name)) {
            return found.next() ? found.getString(1) : "";
        }
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl(), PostgresServer.USER, password);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Override
    public void close() {
        end(kafka);
        end(postgres);
    }

    private static Process start(List<String> command, Path log) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        // in sessions of their own: nobody else ends them when this process is ended
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-server"));
        return process;
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void await(int port) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > patience) {
                    throw new IllegalStateException("nothing listens on port " + port, e);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
