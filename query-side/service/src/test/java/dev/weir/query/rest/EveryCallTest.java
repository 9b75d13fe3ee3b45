package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.query.Client;
import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every call demands of its caller, over all calls that the service describes. */
@ServiceTest
class EveryCallTest extends ViewsTest {
    private static final String STREAM = "/v1/books/{book}/stream";

    /** What an analyst may read too. */
    private static final Set<String> OF_ANALYSTS =
            Set.of(
                    "/v1/books/{book}/alerts",
                    "/v1/books/{book}/alerts/{alert}",
                    "/v1/books/{book}/cases",
                    "/v1/books/{book}/cases/{case}");

    @BeforeAll
    static void fill() {
        topic.views(1, account("every", "alice", 1, 1), progress("every", 1));
        awaitPosition("every", 1);
    }

    private static List<String> calls() {
        String api = Client.withToken(null).get("/q/openapi?format=json").body();
        List<String> calls =
                new JsonObject(api).getJsonObject("paths").fieldNames().stream().sorted().toList();
        assertThat(calls).contains(STREAM).containsAll(OF_ANALYSTS);
        return calls;
    }

    private static String path(String call) {
        return call.replace("{book}", "every").replaceAll("\\{[a-z]+\\}", "x");
    }

    /** Names every call that answers otherwise. */
    private static void assertRefused(
            Client client, List<String> calls, String query, String code) {
        SoftAssertions softly = new SoftAssertions();
        for (String call : calls) {
            softly.assertThat(codeOf(client.get(path(call) + query))).as(call).isEqualTo(code);
        }
        softly.assertAll();
    }

    /** Empty if the call was answered. */
    private static String codeOf(Answer answer) {
        return answer.status() == 200 ? "" : answer.code();
    }

    @Test
    void everyCallNeedsAToken() {
        assertRefused(Client.withToken(null), calls(), "", "TOKEN_MISSING");
    }

    @Test
    void everyCallNeedsARoleThatReads() {
        Client writer = Client.of("writer", "approver", "operator");
        assertRefused(writer, calls(), "", "ROLE_MISSING");
        assertRefused(writer, List.of(STREAM), "?kinds=alerts", "ROLE_MISSING");
    }

    @Test
    void anAnalystReadsAlertsAndCasesAlone() {
        Client analyst = Client.of("analyst");
        List<String> others = calls().stream().filter(call -> !OF_ANALYSTS.contains(call)).toList();
        assertRefused(analyst, others, "", "ROLE_MISSING");
        for (String call : OF_ANALYSTS) {
            assertThat(codeOf(analyst.get(path(call)))).as(call).isNotEqualTo("ROLE_MISSING");
        }
    }

    @Test
    void everyCallNeedsTheBook() {
        Client stranger =
                Client.withToken(
                        Client.token(
                                "weir",
                                Duration.ofHours(1),
                                List.of("other"),
                                "reader",
                                "analyst"));
        List<String> ofABook = calls().stream().filter(call -> call.contains("{book}")).toList();
        assertRefused(stranger, ofABook, "", "BOOK_FORBIDDEN");
        assertThat(stranger.get("/v1/books", "Weir-Position", "every:1").code())
                .isEqualTo("BOOK_FORBIDDEN");
    }

    @Test
    void everyCallRefusesAParameterThatItDoesNotKnow() {
        assertRefused(reader, calls(), "?nonsense=1", "FIELD_INVALID");
    }

    @Test
    void everyReadTakesAPositionToWaitFor() {
        SoftAssertions softly = new SoftAssertions();
        for (String call : calls()) {
            if (!call.equals(STREAM)) {
                String query = call.endsWith("/balance") ? "?at=2026-01-01&" : "?";
                Answer answer =
                        reader.get(
                                path(call) + query + "wait_millis=0", "Weir-Position", "every:2");
                softly.assertThat(codeOf(answer)).as(call).isEqualTo("POSITION_NOT_REACHED");
            }
        }
        softly.assertAll();
    }
}
