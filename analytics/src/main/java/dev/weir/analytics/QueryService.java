package dev.weir.analytics;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookProgress;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the query service serves, over its REST API ({@code docs/api.md}). */
final class QueryService implements ServedAccounts {
    /** The API's largest page. */
    private static final int PAGE_ACCOUNTS_MAX = 1_000;

    /** The API waits up to 10 s for a position; a page of 1,000 accounts takes far less. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private static final int WAIT_MILLIS_MAX = 10_000;
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final String token;

    QueryService(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    @Override
    public Map<String, Long> progress() {
        ProgressPage.Builder page = ProgressPage.newBuilder();
        get("/v1/books", "", page);
        Map<String, Long> progress = new HashMap<>();
        for (BookProgress book : page.getBooksList()) {
            progress.put(book.getBook(), book.getSequence());
        }
        return progress;
    }

    @Override
    public List<AccountView> accounts(String book, long sequence) {
        List<AccountView> accounts = new ArrayList<>();
        String cursor = "";
        do {
            AccountPage.Builder page = AccountPage.newBuilder();
            String path =
                    "/v1/books/%s/accounts?limit=%d&wait_millis=%d%s"
                            .formatted(
                                    encode(book),
                                    PAGE_ACCOUNTS_MAX,
                                    WAIT_MILLIS_MAX,
                                    cursor.isEmpty() ? "" : "&cursor=" + encode(cursor));
            get(path, book + ":" + sequence, page);
            accounts.addAll(page.getAccountsList());
            if (page.getNextCursor().equals(cursor) && !cursor.isEmpty()) {
                throw new IllegalStateException(
                        "the query service gives the same page of accounts again: " + cursor);
            }
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
        return accounts;
    }

    private void get(String path, String position, Message.Builder answer) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(ANSWER_WITHIN)
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token);
        if (!position.isEmpty()) {
            request.header("Weir-Position", position);
        }
        HttpResponse<String> response = send(request.build());
        if (response.statusCode() != OK) {
            throw ReplayFailure.notReachable(
                    "the query service at %s answered %d to GET %s: %s"
                            .formatted(base, response.statusCode(), path, response.body()),
                    null);
        }
        try {
            // a newer service may serve more than this build knows
            JsonFormat.parser().ignoringUnknownFields().merge(response.body(), answer);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "the query service's answer to GET " + path + " is malformed", e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw ReplayFailure.notReachable(
                    "the query service at " + base + " is not reachable: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ReplayFailure.notReachable("interrupted while asking the query service", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
