package dev.weir.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.weir.command.support.Http;
import dev.weir.command.support.LogLines;
import dev.weir.command.support.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches, atomic ones and dry runs, through the real way in. */
@QuarkusTest
class BatchTest extends ServiceTest {
    private static final String ALL_GOOD =
            "{'atomic':true,'items':["
                    + "{'open_account':{'account_id':'carol','currency':'EUR'}},"
                    + "{'transfer':{'legs':["
                    + "{'account_id':'alice','amount_minor':-60,'currency':'EUR'},"
                    + "{'account_id':'carol','amount_minor':60,'currency':'EUR'}]}},"
                    + "{'withdraw':{'account_id':'carol','amount_minor':60,'currency':'EUR'}}]}";
    private static final String ONE_BAD =
            "{'atomic':true,'items':["
                    + "{'deposit':{'account_id':'alice','amount_minor':5,'currency':'EUR'}},"
                    + "{'withdraw':{'account_id':'alice','amount_minor':106,'currency':'EUR'}},"
                    + "{'deposit':{'account_id':'alice','amount_minor':5,'currency':'EUR'}}]}";

    @BeforeEach
    void accounts() {
        openAccount("alice");
        openAccount("bob");
        deposit("alice", 100);
    }

    @Test
    void anAtomicBatchIsOneRunInWhichEachItemSeesThoseBeforeIt() {
        List<String> before = LogLines.typesOf(book);

        JsonObject reply = batch(http, ALL_GOOD);

        assertThat(outcomes(reply)).containsExactly("accepted", "accepted", "accepted");
        List<String> after = LogLines.typesOf(book);
        assertThat(after.subList(before.size(), after.size()))
                .containsExactly(
                        "AccountOpened", "TransferPosted", "TransferPosted", "BatchCompleted");
        assertThat(LogLines.runsOf(book)).endsWith("1/4", "2/4", "3/4", "4/4");
        assertThat(sequences(reply)).containsOnly(after.size() - 1L);
    }

    @Test
    void anAtomicBatchWithARefusalWritesNothingAndNamesTheItem() {
        List<String> before = LogLines.typesOf(book);

        JsonObject reply = batch(http, ONE_BAD);

        assertThat(outcomes(reply))
                .containsExactly("BATCH_ITEM_REFUSED", "INSUFFICIENT_FUNDS", "BATCH_ITEM_REFUSED");
        assertThat(reply.get("failed_item").getAsInt()).isEqualTo(1);
        assertThat(LogLines.typesOf(book)).isEqualTo(before);
    }

    @Test
    void anAtomicBatchUnderAKeyIsAnsweredAgainAsBefore() {
        Http keyed = http.withKey("batch-1");
        JsonObject first = batch(keyed, ALL_GOOD);
        List<String> written = LogLines.typesOf(book);
        JsonObject again = batch(keyed, ALL_GOOD);

        assertThat(ids(again)).isEqualTo(ids(first)).doesNotContain("");
        assertThat(sequences(again)).isEqualTo(sequences(first));
        assertThat(outcomes(batch(keyed, ONE_BAD))).containsOnly("KEY_REUSED");
        assertThat(LogLines.typesOf(book)).isEqualTo(written);
    }

    @Test
    void aRefusedAtomicBatchUnderAKeyStaysRefused() {
        Http keyed = http.withKey("batch-2");
        JsonObject first = batch(keyed, ONE_BAD);
        deposit("alice", 1_000);

        assertThat(batch(keyed, ONE_BAD)).isEqualTo(first);
        assertThat(LogLines.typesOf(book)).contains("CommandRefused");
    }

    @Test
    void anAtomicBatchTakesNoPaymentsAndNoKeysOfItems() {
        assertThat(
                        outcomes(
                                batch(
                                        http,
                                        "{'atomic':true,'items':[{'payment':{'payment':{}}},"
                                                + "{'open_account':{}}]}")))
                .containsExactly("FIELD_INVALID", "BATCH_ITEM_REFUSED");
        assertThat(
                        outcomes(
                                batch(
                                        http,
                                        "{'atomic':true,'items':[{'idempotency_key':'k',"
                                                + "'open_account':{}}]}")))
                .containsExactly("FIELD_INVALID");
    }

    @Test
    void anotherBatchWritesARunForEachItemAndAnswersEachByItsOwnRecord() {
        String deposit =
                "{'idempotency_key':'%s','deposit':{'account_id':'%s','amount_minor':5,"
                        + "'currency':'EUR'}}";
        long last = LogLines.typesOf(book).size() - 1L;

        JsonObject reply =
                batch(
                        http,
                        "{'items':["
                                + String.join(
                                        ",",
                                        deposit.formatted("a", "alice"),
                                        deposit.formatted("b", "nobody"),
                                        deposit.formatted("c", "bob"),
                                        deposit.formatted("a", "alice"))
                                + "]}");

        assertThat(outcomes(reply))
                .containsExactly("accepted", "ACCOUNT_UNKNOWN", "accepted", "accepted");
        assertThat(sequences(reply)).containsExactly(last + 1, last + 3, last + 1);
        assertThat(LogLines.runsOf(book)).endsWith("1/1", "1/1", "1/1");
        Http.Reply alone =
                http.withKey("c")
                        .post(
                                "/v1/books/" + book + "/deposits",
                                "{\"account_id\":\"bob\",\"amount_minor\":5,\"currency\":\"EUR\"}");
        JsonObject third = accepted(reply.getAsJsonArray("outcomes").get(2));
        assertThat(alone.field("hash")).isEqualTo(third.get("hash").getAsString()).hasSize(64);
    }

    @Test
    void aDryRunSaysWhatWouldBeAndWritesNothing() {
        List<String> before = LogLines.typesOf(book);
        Http dry = http.with("Weir-Dry-Run", "true").withKey("free");
        String path = "/v1/books/" + book + "/withdrawals";
        String body = "{\"account_id\":\"alice\",\"amount_minor\":%d,\"currency\":\"EUR\"}";

        Http.Reply fits = dry.post(path, body.formatted(40));

        assertThat(fits.status()).isEqualTo(200);
        JsonArray postings = fits.json().getAsJsonObject("dry_run").getAsJsonArray("postings");
        assertThat(postings.get(0).getAsJsonObject().get("balance_after_minor").getAsLong())
                .isEqualTo(60);
        assertThat(dry.post(path, body.formatted(101)).outcome())
                .isEqualTo("422 INSUFFICIENT_FUNDS");
        assertThat(LogLines.typesOf(book)).isEqualTo(before);
        assertThat(http.withKey("free").post(path, body.formatted(1)).status()).isEqualTo(201);
    }

    @Test
    void aDryPaymentHoldsNothingAndWaitsForNoDecision() {
        Http.Reply reply =
                http.with("Weir-Dry-Run", "true")
                        .post(
                                "/v1/books/" + book + "/payments",
                                ("{'payment_id':'p','account_id':'alice','amount_minor':30,"
                                                + "'currency':'EUR','channel':'ONLINE'}")
                                        .replace('\'', '"'));

        assertThat(reply.status()).isEqualTo(200);
        JsonArray holds = reply.json().getAsJsonObject("dry_run").getAsJsonArray("holds");
        assertThat(holds.get(0).getAsJsonObject().get("held_after_minor").getAsLong())
                .isEqualTo(30);
        assertThat(LogLines.typesOf(book)).doesNotContain("PaymentRequested");
    }

    @Test
    void dryHoldsChangeNoHold() {
        JsonObject placed =
                dry("/holds", "{'account_id':'alice','amount_minor':30,'currency':'EUR'}");
        assertThat(heldAfter(placed)).containsExactly(30L);
        post(
                "/holds",
                "{'hold_id':'h','account_id':'alice','counterparty_id':'bob','amount_minor':30,"
                        + "'currency':'EUR'}");
        List<String> before = LogLines.typesOf(book);

        JsonObject captured = dry("/holds/h/captures", "{'amount_minor':10}");
        JsonObject released = dry("/holds/h/release", "{}");

        assertThat(heldAfter(captured)).containsExactly(20L);
        assertThat(captured.getAsJsonArray("postings")).hasSize(2);
        assertThat(heldAfter(released)).containsExactly(0L);
        assertThat(LogLines.typesOf(book)).isEqualTo(before);
    }

    @Test
    void aDryTransferToAnotherBookHoldsNothing() {
        String other = "o" + book;
        assertThat(http.post("/v1/books", "{\"book_id\":\"" + other + "\"}").status())
                .isEqualTo(201);
        List<String> before = LogLines.typesOf(book);

        JsonObject sent =
                dry(
                        "/interbook-transfers",
                        "{'from_account_id':'alice','to_book':'"
                                + other
                                + "','to_account_id':'x','amount_minor':30,'currency':'EUR'}");

        assertThat(heldAfter(sent)).containsExactly(30L);
        assertThat(LogLines.typesOf(book)).isEqualTo(before);
    }

    private JsonObject dry(String path, String json) {
        Http.Reply reply =
                http.with("Weir-Dry-Run", "true")
                        .post("/v1/books/" + book + path, json.replace('\'', '"'));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().getAsJsonObject("dry_run");
    }

    private static List<Long> heldAfter(JsonObject dryRun) {
        return dryRun.getAsJsonArray("holds").asList().stream()
                .map(hold -> hold.getAsJsonObject().get("held_after_minor"))
                // Zero is left out of the JSON.
                .map(held -> held == null ? 0L : held.getAsLong())
                .toList();
    }

    @Test
    void aDryBatchIsDecidedItemOnTopOfItem() {
        List<String> before = LogLines.typesOf(book);

        JsonObject good = batch(http, ALL_GOOD.replace("{'atomic'", "{'dry_run':true,'atomic'"));
        JsonObject bad = batch(http.with("Weir-Dry-Run", "true"), ONE_BAD);
        JsonObject single = batch(http, ALL_GOOD.replace("{'atomic':true", "{'dry_run':true"));

        assertThat(outcomes(good)).containsExactly("accepted", "accepted", "accepted");
        assertThat(outcomes(bad)).contains("INSUFFICIENT_FUNDS");
        assertThat(outcomes(single)).containsExactly("accepted", "accepted", "accepted");
        assertThat(accepted(single.getAsJsonArray("outcomes").get(2)).has("dry_run")).isTrue();
        assertThat(LogLines.typesOf(book)).isEqualTo(before);
    }

    private JsonObject batch(Http caller, String json) {
        Http.Reply reply = caller.post("/v1/books/" + book + "/batch", json.replace('\'', '"'));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static List<String> outcomes(JsonObject reply) {
        return reply.getAsJsonArray("outcomes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(
                        item ->
                                item.has("accepted")
                                        ? "accepted"
                                        : item.getAsJsonObject("refused").get("code").getAsString())
                .toList();
    }

    private static List<Long> sequences(JsonObject reply) {
        return reply.getAsJsonArray("outcomes").asList().stream()
                .filter(item -> item.getAsJsonObject().has("accepted"))
                .map(item -> accepted(item).get("sequence").getAsLong())
                .toList();
    }

    private static List<String> ids(JsonObject reply) {
        return reply.getAsJsonArray("outcomes").asList().stream()
                .map(item -> accepted(item).get("id").getAsString())
                .toList();
    }

    private static JsonObject accepted(JsonElement outcome) {
        return outcome.getAsJsonObject().getAsJsonObject("accepted");
    }
}
