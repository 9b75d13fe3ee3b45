package dev.weir.eventstore.verify;

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
import java.util.List;
import java.util.function.Consumer;

/** The query service over REST. */
final class QueryApi implements ViewSource, AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int PAGE = 1_000;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final String base;
    private final String token;

    QueryApi(String base, String token) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.token = token;
    }

    @Override
    public List<BookProgress> progress() {
        ProgressPage.Builder page = ProgressPage.newBuilder();
        get("/v1/books", page);
        return page.getBooksList();
    }

    @Override
    public void accounts(String book, Consumer<AccountView> consumer) {
        String cursor = "";
        do {
            AccountPage.Builder page = AccountPage.newBuilder();
            String after = cursor.isEmpty() ? "" : "&cursor=" + encode(cursor);
            get("/v1/books/" + encode(book) + "/accounts?limit=" + PAGE + after, page);
            page.getAccountsList().forEach(consumer);
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
    }

    @Override
    public void close() {
        http.close();
    }

    private void get(String path, Message.Builder answer) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(ANSWER)
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json")
                        .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new NotReachableException(
                        path
                                + " of the query service answers "
                                + response.statusCode()
                                + ": "
                                + response.body());
            }
            JsonFormat.parser().ignoringUnknownFields().merge(response.body(), answer);
        } catch (InvalidProtocolBufferException e) {
            throw new NotReachableException(
                    path + " of the query service answers something else: " + e.getMessage());
        } catch (IOException e) {
            throw new NotReachableException("the query service at " + base + " does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReachableException("interrupted");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
