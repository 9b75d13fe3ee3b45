package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.query.Client;
import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.Topic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that is not answered, with its code. */
@ServiceTest
class RefusalsTest {
    private final Client reader = Client.of("reader");

    @BeforeAll
    static void fill() {
        try (Topic topic = new Topic()) {
            topic.views(1, account("bad", "alice", 1, 1), progress("bad", 1));
        }
        Answer answer =
                Client.of("reader")
                        .get("/v1/books/bad/accounts?wait_millis=10000", "Weir-Position", "bad:1");
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/accounts?limit=0, limit",
        "/accounts?limit=1001, limit",
        "/accounts?limit=ten, limit",
        "/accounts?totals=yes, totals",
        "/accounts?cursor=x, cursor",
        "/accounts?cursor=%21%21, cursor",
        "/payments?cursor=YWNjb3VudHMfYQ, cursor",
        "/payments?cursor=cGF5bWVudHMfeB9h, cursor",
        "/payments?cursor=cGF5bWVudHMfOTIyMzM3MjAzNjg1NDc3NTgwNx9h, cursor",
        "/accounts?acount=alice, acount",
        "/accounts?limit=1&limit=2, limit",
        "/accounts?customer=%00, customer",
        "/accounts?wait_millis=10001, wait_millis",
        "/accounts?wait_millis=-1, wait_millis",
        "/accounts/alice/balance, at",
        "/accounts/alice/balance?at=yesterday, at",
        "/accounts/alice/balance?at=2026-01-01T00:00:00, at",
        "/accounts/alice/balance?at=%2B20000-01-01T00:00:00Z, at",
        "/accounts/alice/balance?at=2026-01-01T00:00:00Z&by=guess, by",
        "/accounts/alice/entries?order=up, order",
        "/accounts/alice/entries?from=x, from",
        "/accounts/alice/entries?from=2026-02-30, from",
        "/accounts/alice/entries?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
        "/accounts/alice/entries?sort=size, sort",
        "/accounts/alice/balance?at=2026-01-01T00:00:00Z&by=recorded&known_at=2026-01-01T00:00:00Z, known_at",
        "/accounts/alice/statement?format=pdf, format",
        "/accounts/alice/statement?cursor=YWNjb3VudHMfYQ, cursor",
        "/accounts/alice/history?from=2026-01-01T00:00:00Z, from",
        "/accounts?metadata=nocolon, metadata",
        "/accounts?metadata=a:1&metadata=a:2&metadata=a:3&metadata=a:4&metadata=a:5, metadata",
        "/accounts?min_balance=1.5, min_balance",
        "/payments?min_amount=2&max_amount=1, min_amount",
        "/transfers?kind=GIFT, kind",
        "/payments?status=SENT, status",
        "/payments?status=UNRECOGNIZED, status",
        "/payments?channel=FAX, channel",
        "/alerts?open=perhaps, open",
        "/stream?kinds=accounts, kinds",
        "/stream?kinds=payments&limit=3, limit"
    })
    void aParameterThatIsNotValidIsNamed(String path, String field) {
        Answer answer = reader.get("/v1/books/bad" + path, "Weir-Position", "bad:1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("FIELD_INVALID");
        assertThat(answer.json().getJsonObject("parameters").getString("field")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({"bad", "bad:x", "bad:-1", ":", "other:1"})
    void aPositionThatIsNotOneOfTheBookIsRefused(String position) {
        Answer answer = reader.get("/v1/books/bad/accounts", "Weir-Position", position);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("parameters").getString("field"))
                .isEqualTo("Weir-Position");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/v1/books/nowhere/accounts, BOOK_UNKNOWN",
        "/v1/books/nowhere/accounts/alice, BOOK_UNKNOWN",
        "/v1/books/nowhere/payments, BOOK_UNKNOWN",
        "/v1/books/nowhere/alerts, BOOK_UNKNOWN",
        "/v1/books/nowhere/stream, BOOK_UNKNOWN",
        "/v1/books/bad/accounts/nobody, ACCOUNT_UNKNOWN",
        "/v1/books/bad/accounts/nobody/entries, ACCOUNT_UNKNOWN",
        "/v1/books/bad/accounts/nobody/balance?at=2026-01-01T00:00:00Z, ACCOUNT_UNKNOWN",
        "/v1/books/bad/accounts/nobody/statement, ACCOUNT_UNKNOWN",
        "/v1/books/bad/accounts/nobody/history, ACCOUNT_UNKNOWN",
        "/v1/books/bad/transfers/none, TRANSFER_UNKNOWN",
        "/v1/books/bad/payments/none, PAYMENT_UNKNOWN",
        "/v1/books/bad/alerts/none, ALERT_UNKNOWN",
        "/v1/nothing/here, NOT_FOUND"
    })
    void whatIsAbsentIsToldApart(String path, String code) {
        Answer answer = reader.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void aProblemIsADocumentOfItsOwnMediaType() {
        Answer answer = reader.get("/v1/books/bad/accounts/nobody");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().getMap())
                .containsEntry("type", "https://weir.dev/errors/ACCOUNT_UNKNOWN")
                .containsEntry("title", "Account unknown")
                .containsEntry("status", 404)
                .containsEntry("detail", "There is no account nobody in book bad.")
                .containsEntry("code", "ACCOUNT_UNKNOWN");
    }

    @Test
    void aCallWithoutATokenIsRefused() {
        Answer answer = Client.withToken(null).get("/v1/books/bad/accounts");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("TOKEN_MISSING");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void aTokenThatIsNoneIsRefused() {
        refusesToken("no.real.token");
    }

    @Test
    void anExpiredTokenIsRefused() {
        refusesToken(Client.token("weir", Duration.ofHours(-1), List.of("*"), "reader"));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        refusesToken(Client.token("other", Duration.ofHours(1), List.of("*"), "reader"));
    }

    @Test
    void aTokenWhoseContentWasChangedIsRefused() {
        String token = Client.token("weir", Duration.ofHours(1), List.of("bad"), "writer");
        String better = Client.token("weir", Duration.ofHours(1), List.of("*"), "reader");
        String[] own = token.split("\\.");
        refusesToken(own[0] + "." + better.split("\\.")[1] + "." + own[2]);
    }

    private static void refusesToken(String token) {
        Answer answer = Client.withToken(token).get("/v1/books/bad/accounts");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("TOKEN_INVALID");
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "writer, /accounts, 403",
        "analyst, /accounts, 403",
        "analyst, /payments, 403",
        "analyst, /alerts, 200",
        "reader, /alerts, 200",
        "writer, /alerts, 403",
        "analyst, /stream, 403",
        "admin, /accounts/alice, 403",
        "reader, /accounts/alice, 200"
    })
    void aCallNeedsItsRole(String role, String path, int status) {
        Answer answer = Client.of(role).get("/v1/books/bad" + path);
        assertThat(answer.status()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.code()).isEqualTo("ROLE_MISSING");
        }
    }

    @Test
    void aTokenReachesOnlyItsBooks() {
        Client client =
                Client.withToken(
                        Client.token("weir", Duration.ofHours(1), List.of("bad"), "reader"));
        assertThat(client.get("/v1/books/bad/accounts").status()).isEqualTo(200);
        assertThat(client.get("/v1/books").each("books", "book")).containsExactly("bad");
        Answer answer = client.get("/v1/books/good/accounts");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("BOOK_FORBIDDEN");
    }
}
