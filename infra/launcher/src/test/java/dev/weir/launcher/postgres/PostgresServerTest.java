package dev.weir.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server, as the user who runs the tests, root or not. */
class PostgresServerTest {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    @TempDir private Path data;

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(PostgresServer server, int port) throws Exception {
        server.clearStaleLock();
        Process process =
                new ProcessBuilder(server.command(port))
                        .redirectErrorStream(true)
                        .redirectOutput(data.resolve("postgres.log").toFile())
                        .start();
        await().atMost(START_MAX)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> server.ensureDatabase(port));
        return process;
    }

    private static int answer(int port, String password, String query) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresServer.DATABASE;
        try (var connection = DriverManager.getConnection(url, PostgresServer.USER, password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void whatWasCommittedOutlivesAKillAndALeftOverLock() throws Exception {
        PostgresServer server = PostgresServer.prepare(data.resolve("postgres"), "secret");
        int port = freePort();
        Process first = start(server, port);
        try {
            answer(
                    port,
                    "secret",
                    "with made as (select set_config('synchronous_commit', 'on', false)) select 1"
                            + " from made");
            assertThatThrownBy(() -> answer(port, "guess", "select 1"))
                    .isInstanceOf(SQLException.class);
            assertThat(first.toHandle().info().command().orElse("")).endsWith("/postgres");
        } finally {
            first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        Path lock = data.resolve("postgres/cluster/postmaster.pid");
        assertThat(lock).exists();
        // the pid in it now belongs to a process that is no database server
        String stale = Files.readString(lock);
        String own = Long.toString(ProcessHandle.current().pid());
        Files.writeString(lock, own + stale.substring(stale.indexOf('\n')));

        Process second = start(PostgresServer.prepare(data.resolve("postgres"), "secret"), port);
        try {
            assertThat(answer(port, "secret", "select 40 + 2")).isEqualTo(42);
        } finally {
            second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
