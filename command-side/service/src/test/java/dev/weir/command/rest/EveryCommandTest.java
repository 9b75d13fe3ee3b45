package dev.weir.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.weir.command.api.CommandKind;
import dev.weir.command.support.Http;
import dev.weir.command.support.LogLines;
import dev.weir.command.support.ServiceTest;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.GetSpendingLimit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Every command goes through the real way in: resource or stub, loop, Axon, engine, log. */
@QuarkusTest
class EveryCommandTest extends ServiceTest {

    @Test
    void everyCommandIsTakenAndLeavesItsEvents() {
        Map<CommandKind, Http.Reply> replies = new EnumMap<>(CommandKind.class);
        String clocked = book + "-t";
        replies.put(
                CommandKind.OPEN_BOOK,
                http.post("/v1/books", "{\"book_id\":\"" + clocked + "\",\"test_clock\":true}"));
        replies.put(
                CommandKind.MOVE_TEST_CLOCK,
                http.post("/v1/books/" + clocked + "/clock", "{\"now\":\"2030-01-01T00:00:00Z\"}"));
        replies.put(
                CommandKind.OPEN_ACCOUNT,
                post("/accounts", "{'account_id':'alice','currency':'EUR'}"));
        openAccount("bob");
        openAccount("carol");
        post("/accounts", "{'account_id':'dollars','currency':'USD'}");
        replies.put(
                CommandKind.DEFINE_CURRENCY,
                post("/currencies", "{'currency':'GEMS','decimals':0}"));
        replies.put(
                CommandKind.DEPOSIT,
                post("/deposits", "{'account_id':'alice','amount_minor':100000,'currency':'EUR'}"));
        replies.put(
                CommandKind.WITHDRAW,
                post("/withdrawals", "{'account_id':'alice','amount_minor':100,'currency':'EUR'}"));
        replies.put(
                CommandKind.POST_TRANSFER,
                post(
                        "/transfers",
                        "{'transfer_id':'t1','legs':["
                                + "{'account_id':'alice','amount_minor':-7,'currency':'EUR'},"
                                + "{'account_id':'bob','amount_minor':7,'currency':'EUR'}]}"));
        replies.put(
                CommandKind.CORRECT_TRANSFER,
                post(
                        "/transfers/t1/correct",
                        "{'correction_id':'t2','legs':["
                                + "{'account_id':'alice','amount_minor':-8,'currency':'EUR'},"
                                + "{'account_id':'bob','amount_minor':8,'currency':'EUR'}]}"));
        replies.put(
                CommandKind.REVERSE_TRANSFER,
                post("/transfers/t2/reverse", "{'amount_minor':3,'description':'half'}"));
        replies.put(
                CommandKind.EXCHANGE_TRANSFER,
                post(
                        "/exchanges",
                        "{'from_account_id':'alice','from_amount_minor':100,'from_currency':'EUR',"
                                + "'to_account_id':'dollars','to_amount_minor':108,"
                                + "'to_currency':'USD','rate':'1.0837'}"));
        replies.put(
                CommandKind.SET_OVERDRAFT,
                post("/accounts/bob/overdraft", "{'overdraft_limit_minor':50}"));
        replies.put(
                CommandKind.SET_ACCOUNT_METADATA,
                post("/accounts/bob/metadata", "{'metadata':{'tier':'gold'}}"));
        replies.put(
                CommandKind.SET_SPENDING_LIMIT,
                post("/limits/daily", "{'account_id':'bob','currency':'EUR','per_day_minor':500}"));
        Http.Reply limit = http.get("/v1/books/" + book + "/limits/daily");
        assertThat(limit.text()).contains("\"day_left_minor\":\"500\"", "\"day_count\":0");
        replies.put(CommandKind.GET_SPENDING_LIMIT, limit);
        assertThat(
                        grpc(tokenFor(Set.of("reader"), Set.of(book)), null)
                                .getSpendingLimit(
                                        GetSpendingLimit.newBuilder()
                                                .setBookId(book)
                                                .setLimitId("daily")
                                                .build())
                                .getLimitUse()
                                .getDayLeftMinor())
                .isEqualTo(500);
        replies.put(CommandKind.REMOVE_SPENDING_LIMIT, post("/limits/daily/remove", "{}"));
        replies.put(CommandKind.FREEZE_ACCOUNT, post("/accounts/bob/freeze", "{}"));
        replies.put(CommandKind.UNFREEZE_ACCOUNT, post("/accounts/bob/unfreeze", "{}"));
        replies.put(CommandKind.CLOSE_ACCOUNT, post("/accounts/carol/close", "{}"));
        replies.put(CommandKind.REQUEST_PAYMENT, payment("p1", "approve"));
        replies.put(
                CommandKind.CAPTURE_PAYMENT, post("/payments/p1/captures", "{'amount_minor':400}"));
        replies.put(
                CommandKind.REFUND_PAYMENT, post("/payments/p1/refunds", "{'amount_minor':50}"));
        replies.put(
                CommandKind.REPORT_CHARGEBACK,
                post("/payments/p1/chargebacks", "{'reason_code':'10.4'}"));
        payment("p2", "approve");
        replies.put(CommandKind.VOID_PAYMENT, post("/payments/p2/void", "{}"));
        replies.put(
                CommandKind.HOLD_FUNDS,
                post(
                        "/holds",
                        "{'hold_id':'h','account_id':'alice','amount_minor':90,'currency':'EUR',"
                                + "'counterparty_id':'bob'}"));
        replies.put(CommandKind.CAPTURE_HOLD, post("/holds/h/captures", "{'amount_minor':40}"));
        replies.put(CommandKind.RELEASE_HOLD, post("/holds/h/release", "{}"));
        replies.put(
                CommandKind.SEND_TO_BOOK,
                post(
                        "/interbook-transfers",
                        "{'transfer_id':'out','from_account_id':'alice','to_book':'"
                                + clocked
                                + "','to_account_id':'nobody','amount_minor':5,'currency':'EUR'}"));
        replies.put(
                CommandKind.REFUSE_CREDIT,
                post("/interbook-refusals", "{'from_book':'elsewhere','transfer_id':'x'}"));
        awaitReleased("out", clocked);
        payment("p3", "refer");
        post(
                "/payments",
                "{'payment_id':'p4','account_id':'bob','amount_minor':1,'currency':'EUR',"
                        + "'channel':'ONLINE','merchant_id':'refer','deadline_millis':20000}");
        replies.put(
                CommandKind.RESOLVE_ALERT,
                post("/alerts/" + alertOf("p3") + "/resolve", "{'verdict':'LEGITIMATE'}"));
        replies.put(
                CommandKind.REPORT_LOGIN_FAILED,
                post("/signals/login-failed", "{'account_id':'alice'}"));
        replies.put(
                CommandKind.REPORT_DEVICE_ADDED,
                post("/signals/device-added", "{'account_id':'alice','device_id':'d'}"));
        replies.put(
                CommandKind.REPORT_PAYEE_ADDED,
                post("/signals/payee-added", "{'account_id':'alice','counterparty_id':'bob'}"));
        replies.put(
                CommandKind.REPORT_CONTACT_CHANGED,
                post("/signals/contact-changed", "{'account_id':'alice','kind':'PHONE'}"));
        replies.put(
                CommandKind.REPORT_TERMINAL_HEALTH,
                post("/signals/terminal-health", "{'terminal_id':'t','health':'HEALTHY'}"));
        replies.put(
                CommandKind.REPORT_SESSION,
                post("/signals/session", "{'session_id':'s','clicks':3}"));
        replies.put(
                CommandKind.EXECUTE_BATCH,
                post(
                        "/batch",
                        "{'items':[{'open_account':{'account_id':'dora','currency':'EUR'}}]}"));

        replies.putAll(new ControlSteps(http, as("bob"), book).all("p3"));

        assertThat(replies.keySet()).containsExactlyInAnyOrder(CommandKind.values());
        replies.forEach(
                (kind, reply) ->
                        assertThat(reply.status())
                                .as("%s answered %s", kind, reply.text())
                                .isEqualTo(statusOf(kind)));
        replies.forEach((kind, reply) -> assertThat(reply.position()).as(kind.name()).isNotEmpty());
        assertThat(LogLines.typesOf(book))
                .contains(
                        "AccountOpened",
                        "TransferPosted",
                        "OverdraftChanged",
                        "AccountMetadataSet",
                        "CurrencyDefined",
                        "SpendingLimitSet",
                        "SpendingLimitRemoved",
                        "AccountFrozen",
                        "AccountUnfrozen",
                        "AccountClosed",
                        "PaymentRequested",
                        "PaymentApproved",
                        "PaymentReferred",
                        "PaymentCaptured",
                        "PaymentVoided",
                        "PaymentRefunded",
                        "FundsHeld",
                        "HeldFundsCaptured",
                        "HeldFundsReleased",
                        "InterbookTransferStarted",
                        "InterbookTransferReleased",
                        "InterbookRefused",
                        "ChargebackReported",
                        "AlertRaised",
                        "AlertResolved",
                        "CaseOpened",
                        "CaseAssigned",
                        "CaseCommented",
                        "CaseLinked",
                        "CaseResolved",
                        "CaseReopened",
                        "BookListEntriesAdded",
                        "BookListEntriesRemoved",
                        "LoginFailed",
                        "DeviceAdded",
                        "PayeeAdded",
                        "ContactChanged",
                        "TerminalHealthChanged",
                        "SessionSummarised");
        assertThat(LogLines.typesOf(clocked)).startsWith("TestClockMoved", "InterbookRefused");
    }

    @Test
    void theSameCommandsGoOverGrpc() {
        String token = tokenFor(ALL_ROLES, Set.of("*"));
        String other = book + "-g";
        CommandReply opened =
                grpc(token, null).openBook(OpenBook.newBuilder().setBookId(other).build());
        assertThat(opened.getPosition()).isEqualTo("control:" + opened.getSequence());
        OpenAccount open =
                OpenAccount.newBuilder()
                        .setBookId(other)
                        .setAccountId("a")
                        .setCurrency("EUR")
                        .build();
        CommandReply first = grpc(token, "k").openAccount(open);
        CommandReply again = grpc(token, "k").openAccount(open);
        assertThat(first.getRepeated()).isFalse();
        assertThat(again).isEqualTo(first.toBuilder().setRepeated(true).build());
        BatchReply batch =
                grpc(token, null)
                        .executeBatch(
                                Batch.newBuilder()
                                        .setBookId(other)
                                        .addItems(BatchItem.newBuilder().setOpenAccount(open))
                                        .addItems(
                                                BatchItem.newBuilder()
                                                        .setOpenAccount(
                                                                open.toBuilder().setAccountId("b")))
                                        .build());
        assertThat(batch.getOutcomesList())
                .extracting(outcome -> outcome.getAccepted().getRepeated())
                .containsExactly(true, false);
        assertThat(batch.getPosition()).isEqualTo(other + ":1");
    }

    @Test
    void aBatchAnswersEachItemInOrder() {
        openAccount("alice");
        Http.Reply reply =
                post(
                        "/batch",
                        "{'items':["
                                + "{'deposit':{'transfer_id':'d1','account_id':'alice','amount_minor':5,'currency':'EUR'}},"
                                + "{'withdraw':{'transfer_id':'w1','account_id':'alice','amount_minor':6,'currency':'EUR'}},"
                                + "{'payment':{'payment':{'payment_id':'p'}}},"
                                + "{},"
                                + "{'withdraw':{'transfer_id':'w2','account_id':'alice','amount_minor':5,'currency':'EUR'}}]}");
        assertThat(reply.status()).isEqualTo(200);
        List<String> outcomes =
                reply.json().getAsJsonArray("outcomes").asList().stream()
                        .map(item -> outcomeOf(item.getAsJsonObject()))
                        .toList();
        assertThat(outcomes)
                .containsExactly(
                        "accepted",
                        "INSUFFICIENT_FUNDS",
                        "FIELD_INVALID",
                        "FIELD_MISSING",
                        "accepted");
    }

    @Test
    void answersReflectionAndHealthOverGrpcWithoutAToken() {
        HealthCheckResponse health =
                HealthGrpc.newBlockingStub(channel())
                        .check(HealthCheckRequest.getDefaultInstance());
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        List<String> services = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        var requests =
                ServerReflectionGrpc.newStub(channel())
                        .serverReflectionInfo(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse response) {
                                        response.getListServicesResponse()
                                                .getServiceList()
                                                .forEach(
                                                        service -> services.add(service.getName()));
                                    }

                                    @Override
                                    public void onError(Throwable failure) {
                                        done.completeExceptionally(failure);
                                    }

                                    @Override
                                    public void onCompleted() {
                                        done.complete(null);
                                    }
                                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        requests.onCompleted();
        done.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(services).contains("weir.commands.v1.CommandService");
    }

    @Test
    void describesItselfToPeopleAndMachines() {
        Http.Reply page = anonymous().with("Accept", "application/json").get("/q/openapi");
        assertThat(page.status()).isEqualTo(200);
        for (CommandKind kind : CommandKind.values()) {
            assertThat(page.text()).contains("\"" + kind.operationId() + "\"");
        }
        assertThat(page.text()).contains("overdraft_limit_minor", "how far below zero");
        assertThat(anonymous().get("/q/swagger-ui/").status()).isEqualTo(200);
        assertThat(anonymous().get("/q/metrics").text())
                .contains(
                        "weir_queue_depth", "weir_interbook_open", "weir_interbook_oldest_seconds");
    }

    private static String outcomeOf(JsonObject item) {
        return item.has("accepted")
                ? "accepted"
                : item.getAsJsonObject("refused").get("code").getAsString();
    }

    /** A transfer to another book is accepted, and its end comes later. */
    private static int statusOf(CommandKind kind) {
        if (kind == CommandKind.SEND_TO_BOOK) {
            return 202;
        }
        return kind.creating() ? 201 : 200;
    }

    /** Its account is not there, so the other book refuses it. */
    private void awaitReleased(String id, String toBook) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                post(
                                                "/interbook-transfers",
                                                "{'transfer_id':'"
                                                        + id
                                                        + "','from_account_id':'alice','to_book':'"
                                                        + toBook
                                                        + "','to_account_id':'nobody','amount_minor':5,'currency':'EUR'}")
                                        .text()
                                        .contains("BOOK_TRANSFER_RELEASED"));
    }

    private Http.Reply payment(String id, String merchant) {
        return post(
                "/payments",
                ("{'payment_id':'%s','account_id':'alice','amount_minor':1000,'currency':'EUR',"
                                + "'channel':'ONLINE','merchant_id':'%s','deadline_millis':20000}")
                        .formatted(id, merchant));
    }

    /** An alert's id is made from its payment's. */
    private static String alertOf(String paymentId) {
        return paymentId;
    }
}
