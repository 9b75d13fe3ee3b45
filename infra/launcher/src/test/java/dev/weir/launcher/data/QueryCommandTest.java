package dev.weir.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.launcher.platform.PlatformState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code weir query} against a service that notes what it is asked. */
class QueryCommandTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir private Path data;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private HttpServer service;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        service.start();
        String address = "http://127.0.0.1:" + service.getAddress().getPort();
        ProcessHandle own = ProcessHandle.current();
        new PlatformState(
                        PlatformState.RUNNING,
                        new PlatformState.Part(
                                "supervisor", own.pid(), PlatformState.Part.startOf(own), "", ""),
                        7400,
                        1,
                        "",
                        "",
                        "",
                        "",
                        List.of(
                                new PlatformState.Part("command-1", 0, 0, address, ""),
                                new PlatformState.Part("query", 0, 0, address, "")))
                .write(data);
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private void query(String arguments) {
        int code =
                new CommandLine(new QueryCommand(() -> NOW))
                        .setOut(new PrintWriter(out))
                        .execute((arguments + " --data=" + data).split(" "));
        assertThat(code).isZero();
    }

    @Test
    void aBalanceWithoutAMomentIsThatOfNow() {
        query("balance alice --book shop");

        assertThat(asked)
                .containsExactly(
                        "/v1/books/shop/accounts/alice/balance?at=2026-03-01T10%3A00%3A00Z");
    }

    @Test
    void aBalanceOfADayIsAskedForAsItIsWritten() {
        query("balance alice --book shop --at 2026-01-31");

        assertThat(asked).containsExactly("/v1/books/shop/accounts/alice/balance?at=2026-01-31");
    }

    @Test
    void amountsHaveTheDecimalsThatTheBookGaveTheirCurrency() {
        String money = "\"currency\":\"PTS\",\"decimals\":4,";
        answer =
                "{"
                        + money
                        + "\"opening_balance_minor\":\"15000\",\"closing_balance_minor\":\"1\"}";
        query("statement alice --book shop");
        answer = "{" + money + "\"balance_minor\":\"12345\"}";
        query("balance alice --book shop");
        answer = "{\"holds\":[{" + money + "\"amount_minor\":\"77\",\"held_minor\":\"7\"}]}";
        query("holds --book shop");
        answer = "{\"transfers\":[{" + money + "\"amount_minor\":\"88\"}]}";
        query("book-transfers --book shop");

        assertThat(out.toString())
                .contains("opening 1.5000 PTS", "closing 0.0001 PTS", "balance 1.2345 PTS")
                .contains("0.0007 PTS", "0.0077 PTS", "0.0088 PTS");
    }

    @Test
    void tablesHaveAHeader() {
        answer =
                """
                {"payments":[{"payment_id":"p1","status":"CAPTURED",
                  "details":{"account_id":"alice","amount_minor":"350","currency":"EUR","channel":"POS"}}]}""";
        query("payments --book shop");
        assertThat(out.toString().lines().findFirst().orElse(""))
                .matches("occurred +payment +status +channel +account +amount +reasons");
        assertThat(out.toString()).containsPattern("p1 +CAPTURED +POS +alice +3\\.50 EUR");

        out.getBuffer().setLength(0);
        answer = "{}";
        query("alerts --book shop");
        assertThat(out.toString().strip())
                .matches("raised +alert +outcome +account +amount +verdict +reasons");
    }
}
