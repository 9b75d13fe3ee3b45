package dev.weir.command.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls a transfer function in PostgreSQL, for machines without pgbench: a connection and a thread
 * for each caller, a prepared statement for each call, committed by itself. Request: {@code load
 * callers= accounts= hot= warm= seconds=}; the callers stay the same for a process.
 */
final class FunctionWorker implements Answers {
    private static final String CALL = "select post_transfer(?, ?, ?, ?)";

    private final String url;
    private final String user;
    private final String password;
    private final ThreadLocal<PreparedStatement> statement = ThreadLocal.withInitial(this::prepare);
    private ExecutorService threads;

    FunctionWorker(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    @Override
    public Map<String, Double> answer(Request request) throws InterruptedException {
        if (!request.verb().equals("load")) {
            throw new IllegalArgumentException("no such request: " + request.verb());
        }
        int callers = request.number("callers");
        if (threads == null) {
            threads = Executors.newFixedThreadPool(callers);
        }
        int accounts = request.number("accounts");
        boolean hot = request.flag("hot");
        return new ClosedLoop(
                        callers,
                        (caller, random) ->
                                CompletableFuture.runAsync(
                                        () -> transfer(accounts, hot, random), threads),
                        new Window(Map.of("cpu_nanos", Window::ownCpuNanos)))
                .run(request.seconds("warm"), request.seconds("seconds"));
    }

    private void transfer(int accounts, boolean hot, SplittableRandom random) {
        int source = hot ? 1 : 1 + random.nextInt(accounts);
        int target = (source + random.nextInt(accounts - 1)) % accounts + 1;
        try {
            PreparedStatement call = statement.get();
            call.setLong(1, random.nextLong() & Long.MAX_VALUE);
            call.setLong(2, source);
            call.setLong(3, target);
            call.setLong(4, 1 + random.nextInt(1_000));
            call.executeQuery().close();
        } catch (SQLException e) {
            throw new IllegalStateException("the function failed", e);
        }
    }

    /** The connection is the thread's, as long as the process lives. */
    private PreparedStatement prepare() {
        try {
            Connection connection = DriverManager.getConnection(url, user, password);
            return connection.prepareStatement(CALL);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to " + url, e);
        }
    }
}
