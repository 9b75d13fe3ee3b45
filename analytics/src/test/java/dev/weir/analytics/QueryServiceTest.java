package dev.weir.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.contract.views.v1.AccountView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryServiceTest {
    private final Map<String, String> answers = new HashMap<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private QueryService query;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        query =
                new QueryService(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "secret");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void readsTheProgressOfAllBooks() {
        answers.put(
                "/v1/books",
                "{\"books\":[{\"book\":\"b\",\"sequence\":\"41\"},{\"book\":\"control\"}]}");

        assertThat(query.progress()).isEqualTo(Map.of("b", 41L, "control", 0L));
        assertThat(asked).containsExactly("/v1/books Bearer secret null");
    }

    @Test
    void followsThePagesOfAccountsAtThePosition() {
        answers.put(
                "/v1/books/my%20book/accounts?limit=1000&wait_millis=10000",
                "{\"accounts\":[{\"account_id\":\"a\",\"balance_minor\":\"-5\",\"not_known_yet\":1}],\"next_cursor\":\"x&y\"}");
        answers.put(
                "/v1/books/my%20book/accounts?limit=1000&wait_millis=10000&cursor=x%26y",
                "{\"accounts\":[{\"account_id\":\"b\"}]}");

        List<AccountView> accounts = query.accounts("my book", 7);

        assertThat(accounts).extracting(AccountView::getAccountId).containsExactly("a", "b");
        assertThat(accounts).extracting(AccountView::getBalanceMinor).containsExactly(-5L, 0L);
        assertThat(asked).hasSize(2).allMatch(request -> request.endsWith("secret my book:7"));
    }

    @Test
    void anErrorIsToldWithItsProblemDocument() {
        assertThatThrownBy(query::progress)
                .isInstanceOfSatisfying(
                        ReplayFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(3))
                .hasMessageContaining("answered 404 to GET /v1/books: no such thing");
    }

    @Test
    void aServiceThatIsDownIsNotReachable() {
        server.stop(0);

        assertThatThrownBy(query::progress)
                .isInstanceOfSatisfying(
                        ReplayFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(3))
                .hasMessageContaining("is not reachable");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        asked.add(
                uri
                        + " "
                        + exchange.getRequestHeaders().getFirst("Authorization")
                        + " "
                        + exchange.getRequestHeaders().getFirst("Weir-Position"));
        byte[] body = answers.getOrDefault(uri, "no such thing").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answers.containsKey(uri) ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
