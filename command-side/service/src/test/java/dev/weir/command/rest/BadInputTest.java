package dev.weir.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.command.support.Http;
import dev.weir.command.support.LogLines;
import dev.weir.command.support.ServiceResource;
import dev.weir.command.support.ServiceTest;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.Guard;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.ReverseTransfer;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BadInputTest extends ServiceTest {
    private String token;

    @BeforeEach
    void openAccounts() {
        token = tokenFor(ALL_ROLES, Set.of("*"));
        openAccount("alice");
        openAccount("bob");
        deposit("alice", 10_000);
    }

    @Test
    void refusesAnUnknownAccount() {
        assertThat(deposit("nobody", "1", "EUR").outcome()).isEqualTo("404 ACCOUNT_UNKNOWN");
        refusedOverGrpc(
                () -> grpc(token, null).deposit(depositOf("nobody", 1, "EUR")),
                Status.Code.NOT_FOUND,
                "ACCOUNT_UNKNOWN");
    }

    @Test
    void refusesAWrongCurrency() {
        assertThat(deposit("alice", "1", "USD").outcome()).isEqualTo("422 CURRENCY_MISMATCH");
        refusedOverGrpc(
                () -> grpc(token, null).deposit(depositOf("alice", 1, "USD")),
                Status.Code.FAILED_PRECONDITION,
                "CURRENCY_MISMATCH");
    }

    @Test
    void refusesANegativeAmount() {
        assertThat(deposit("alice", "-1", "EUR").outcome()).isEqualTo("400 AMOUNT_NOT_POSITIVE");
        refusedOverGrpc(
                () -> grpc(token, null).deposit(depositOf("alice", -1, "EUR")),
                Status.Code.INVALID_ARGUMENT,
                "AMOUNT_NOT_POSITIVE");
    }

    @Test
    void refusesAnOverflowingAmount() {
        assertThat(deposit("alice", "9223372036854775807", "EUR").outcome())
                .isEqualTo("400 AMOUNT_OVERFLOW");
        assertThat(deposit("alice", "9223372036854775808", "EUR").outcome())
                .isEqualTo("400 BODY_MALFORMED");
        refusedOverGrpc(
                () -> grpc(token, null).deposit(depositOf("alice", Long.MAX_VALUE, "EUR")),
                Status.Code.INVALID_ARGUMENT,
                "AMOUNT_OVERFLOW");
    }

    @Test
    void refusesLegsThatDoNotSumToZero() {
        assertThat(transfer("alice", -5, "bob", 6).outcome()).isEqualTo("400 LEGS_UNBALANCED");
        refusedOverGrpc(
                () -> grpc(token, null).postTransfer(transferOf("alice", -5, "bob", 6)),
                Status.Code.INVALID_ARGUMENT,
                "LEGS_UNBALANCED");
    }

    @Test
    void refusesATransferToItself() {
        assertThat(transfer("alice", -5, "alice", 5).outcome()).isEqualTo("400 TRANSFER_TO_ITSELF");
        refusedOverGrpc(
                () -> grpc(token, null).postTransfer(transferOf("alice", -5, "alice", 5)),
                Status.Code.INVALID_ARGUMENT,
                "TRANSFER_TO_ITSELF");
    }

    @Test
    void refusesACaptureOfMoreThanIsHeld() {
        post("/holds", "{'hold_id':'h','account_id':'alice','amount_minor':5,'currency':'EUR'}");
        assertThat(
                        post("/holds/h/captures", "{'amount_minor':6,'counterparty_id':'bob'}")
                                .outcome())
                .isEqualTo("422 HOLD_EXCEEDED");
        refusedOverGrpc(
                () ->
                        grpc(token, null)
                                .captureHold(
                                        CaptureHold.newBuilder()
                                                .setBookId(book)
                                                .setHoldId("h")
                                                .setAmountMinor(6)
                                                .setCounterpartyId("bob")
                                                .build()),
                Status.Code.FAILED_PRECONDITION,
                "HOLD_EXCEEDED");
    }

    @Test
    void refusesATransferToTheSameAndToAnUnknownBook() {
        assertThat(sendTo(book).outcome()).isEqualTo("400 SAME_BOOK");
        assertThat(sendTo("nowhere").outcome()).isEqualTo("404 BOOK_UNKNOWN");
        refusedOverGrpc(
                () ->
                        grpc(token, null)
                                .sendToBook(
                                        SendToBook.newBuilder()
                                                .setBookId(book)
                                                .setToBook("nowhere")
                                                .build()),
                Status.Code.NOT_FOUND,
                "BOOK_UNKNOWN");
    }

    private Http.Reply sendTo(String toBook) {
        return post(
                "/interbook-transfers",
                ("{'from_account_id':'alice','to_book':'%s','to_account_id':'x','amount_minor':5,"
                                + "'currency':'EUR'}")
                        .formatted(toBook));
    }

    @Test
    void refusesAnUnknownField() {
        Http.Reply reply = post("/accounts", "{'account_id':'c','currency':'EUR','colour':'red'}");
        assertThat(reply.outcome()).isEqualTo("400 BODY_MALFORMED");
        assertThat(reply.field("detail")).contains("colour");
    }

    @Test
    void refusesAWrongType() {
        assertThat(deposit("alice", "true", "EUR").outcome()).isEqualTo("400 BODY_MALFORMED");
        assertThat(deposit("alice", "1.5", "EUR").outcome()).isEqualTo("400 BODY_MALFORMED");
        assertThat(post("/accounts", "[1]").outcome()).isEqualTo("400 BODY_MALFORMED");
        assertThat(post("/accounts", "{'account_id':").outcome()).isEqualTo("400 BODY_MALFORMED");
    }

    @Test
    void refusesTooLargeABody() {
        String large = "{'account_id':'" + "x".repeat(1 << 20) + "'}";
        assertThat(post("/accounts", large).outcome()).isEqualTo("413 BODY_TOO_LARGE");
    }

    @Test
    void refusesACallWithoutTheRole() {
        String reader = tokenFor(Set.of("reader"), Set.of("*"));
        assertThat(
                        anonymous()
                                .withToken(reader)
                                .post("/v1/books/" + book + "/deposits", "{}")
                                .outcome())
                .isEqualTo("403 ROLE_MISSING");
        refusedOverGrpc(
                () -> grpc(reader, null).deposit(depositOf("alice", 1, "EUR")),
                Status.Code.PERMISSION_DENIED,
                "ROLE_MISSING");
    }

    @Test
    void refusesABookThatTheTokenDoesNotCover() {
        String elsewhere = tokenFor(Set.of("writer", "admin"), Set.of("other"));
        assertThat(
                        anonymous()
                                .withToken(elsewhere)
                                .post("/v1/books/" + book + "/deposits", "{}")
                                .outcome())
                .isEqualTo("403 BOOK_FORBIDDEN");
        assertThat(
                        anonymous()
                                .withToken(elsewhere)
                                .post("/v1/books", "{\"book_id\":\"third\"}")
                                .outcome())
                .isEqualTo("403 BOOK_FORBIDDEN");
        refusedOverGrpc(
                () -> grpc(elsewhere, null).deposit(depositOf("alice", 1, "EUR")),
                Status.Code.PERMISSION_DENIED,
                "BOOK_FORBIDDEN");
    }

    @Test
    void refusesAnExpiredTokenAndNone() {
        String expired =
                ServiceResource.token(ALL_ROLES, Set.of("*"), Instant.now().minusSeconds(600));
        Http.Reply reply =
                anonymous().withToken(expired).post("/v1/books/" + book + "/deposits", "{}");
        assertThat(reply.outcome()).isEqualTo("401 TOKEN_INVALID");
        assertThat(anonymous().post("/v1/books/" + book + "/deposits", "{}").outcome())
                .isEqualTo("401 TOKEN_MISSING");
        refusedOverGrpc(
                () -> grpc(expired, null).deposit(depositOf("alice", 1, "EUR")),
                Status.Code.UNAUTHENTICATED,
                "TOKEN_INVALID");
        refusedOverGrpc(
                () -> grpc(null, null).deposit(depositOf("alice", 1, "EUR")),
                Status.Code.UNAUTHENTICATED,
                "TOKEN_MISSING");
    }

    @Test
    void refusesAKeyReusedWithOtherContent() {
        Http keyed = http.withKey("key-1");
        String path = "/v1/books/" + book + "/deposits";
        String body = "{\"account_id\":\"alice\",\"amount_minor\":%d,\"currency\":\"EUR\"}";
        assertThat(keyed.post(path, body.formatted(1)).status()).isEqualTo(201);
        assertThat(keyed.post(path, body.formatted(2)).outcome()).isEqualTo("409 KEY_REUSED");
        refusedOverGrpc(
                () -> grpc(token, "key-1").deposit(depositOf("alice", 3, "EUR")),
                Status.Code.ALREADY_EXISTS,
                "KEY_REUSED");
    }

    @Test
    void refusesAPaymentOfAFrozenAccount() {
        assertThat(post("/accounts/alice/freeze", "{}").status()).isEqualTo(200);
        assertThat(
                        post(
                                        "/payments",
                                        "{'payment_id':'p','account_id':'alice','amount_minor':1,"
                                                + "'currency':'EUR','channel':'POS'}")
                                .outcome())
                .isEqualTo("422 ACCOUNT_FROZEN");
        refusedOverGrpc(
                () ->
                        grpc(token, null)
                                .requestPayment(
                                        RequestPayment.newBuilder()
                                                .setBookId(book)
                                                .setPayment(
                                                        PaymentDetails.newBuilder()
                                                                .setPaymentId("p")
                                                                .setAccountId("alice")
                                                                .setAmountMinor(1)
                                                                .setCurrency("EUR")
                                                                .setChannel(Channel.POS))
                                                .build()),
                Status.Code.FAILED_PRECONDITION,
                "ACCOUNT_FROZEN");
    }

    @Test
    void refusesAGuardThatDoesNotHold() {
        assertThat(
                        post(
                                        "/withdrawals",
                                        "{'account_id':'alice','amount_minor':1,'currency':'EUR',"
                                                + "'guards':[{'account_id':'alice',"
                                                + "'if_available_at_least':10001}]}")
                                .outcome())
                .isEqualTo("422 GUARD_AVAILABLE");
        refusedOverGrpc(
                () ->
                        grpc(token, null)
                                .deposit(
                                        depositOf("alice", 1, "EUR").toBuilder()
                                                .addGuards(
                                                        Guard.newBuilder()
                                                                .setAccountId("alice")
                                                                .setIfVersion(0))
                                                .build()),
                Status.Code.FAILED_PRECONDITION,
                "GUARD_VERSION");
    }

    @Test
    void refusesAReversalOfNothingAndOfMoreThanWasMoved() {
        assertThat(post("/transfers/nothing/reverse", "{}").outcome())
                .isEqualTo("404 TRANSFER_UNKNOWN");
        refusedOverGrpc(
                () -> {
                    grpc(token, null)
                            .postTransfer(
                                    transferOf("alice", -5, "bob", 5).toBuilder()
                                            .setTransferId("five")
                                            .build());
                    return grpc(token, null)
                            .reverseTransfer(
                                    ReverseTransfer.newBuilder()
                                            .setBookId(book)
                                            .setTransferId("five")
                                            .setAmountMinor(6)
                                            .build());
                },
                Status.Code.FAILED_PRECONDITION,
                "REVERSAL_EXCEEDS_LEFT");
    }

    @Test
    void refusesAnExchangeThatDoesNotFitItsRate() {
        assertThat(
                        post(
                                        "/exchanges",
                                        "{'from_account_id':'alice','from_amount_minor':100,"
                                                + "'from_currency':'EUR','to_account_id':'bob',"
                                                + "'to_amount_minor':100,'to_currency':'USD',"
                                                + "'rate':'1.5'}")
                                .outcome())
                .isEqualTo("400 RATE_MISMATCH");
    }

    @Test
    void refusesWhatASpendingLimitForbids() {
        assertThat(
                        post(
                                        "/limits/small",
                                        "{'account_id':'alice','currency':'EUR','per_payment_minor':9}")
                                .status())
                .isEqualTo(200);
        assertThat(transfer("alice", -10, "bob", 10).outcome()).isEqualTo("422 LIMIT_EXCEEDED");
        assertThat(post("/limits/none/remove", "{}").outcome()).isEqualTo("404 LIMIT_UNKNOWN");
    }

    @Test
    void refusesToDefineACurrencyOfIso4217() {
        assertThat(post("/currencies", "{'currency':'EUR','decimals':3}").outcome())
                .isEqualTo("400 FIELD_INVALID");
    }

    @Test
    void refusesADryRunThatIsNeitherTrueNorFalse() {
        assertThat(
                        http.with("Weir-Dry-Run", "yes")
                                .post("/v1/books/" + book + "/deposits", "{}")
                                .outcome())
                .isEqualTo("400 BODY_MALFORMED");
    }

    @Test
    void refusesAnUnknownBook() {
        assertThat(http.post("/v1/books/nowhere/deposits", "{}").outcome())
                .isEqualTo("404 BOOK_UNKNOWN");
        refusedOverGrpc(
                () ->
                        grpc(token, null)
                                .openAccount(OpenAccount.newBuilder().setBookId("nowhere").build()),
                Status.Code.NOT_FOUND,
                "BOOK_UNKNOWN");
    }

    @Test
    void writesNothingButTheRememberedRefusal() {
        List<String> before = LogLines.typesOf(book);
        deposit("nobody", "1", "EUR");
        assertThat(LogLines.typesOf(book)).isEqualTo(before);
        String path = "/v1/books/" + book + "/deposits";
        String body = "{\"account_id\":\"nobody\",\"amount_minor\":1,\"currency\":\"EUR\"}";
        Http keyed = http.withKey("refused");
        assertThat(keyed.post(path, body).outcome()).isEqualTo("404 ACCOUNT_UNKNOWN");
        openAccount("nobody");
        assertThat(keyed.post(path, body).outcome()).isEqualTo("404 ACCOUNT_UNKNOWN");
        List<String> after = LogLines.typesOf(book);
        assertThat(after.subList(before.size(), after.size()))
                .containsExactly("CommandRefused", "AccountOpened");
    }

    private void refusedOverGrpc(Callable<?> call, Status.Code status, String code) {
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, call::call);
        assertThat(refused).isNotNull();
        assertThat(refused.getStatus().getCode()).isEqualTo(status);
        assertThat(refused.getStatus().getDescription()).startsWith(code + ": ");
        assertThat(
                        refused.getTrailers()
                                .get(
                                        Metadata.Key.of(
                                                "weir-code", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo(code);
    }

    private Http.Reply deposit(String account, String amount, String currency) {
        return post(
                "/deposits",
                "{'account_id':'%s','amount_minor':%s,'currency':'%s'}"
                        .formatted(account, amount, currency));
    }

    private Http.Reply transfer(String from, long debit, String to, long credit) {
        return post(
                "/transfers",
                ("{'legs':[{'account_id':'%s','amount_minor':%d,'currency':'EUR'},"
                                + "{'account_id':'%s','amount_minor':%d,'currency':'EUR'}]}")
                        .formatted(from, debit, to, credit));
    }

    private Deposit depositOf(String account, long amount, String currency) {
        return Deposit.newBuilder()
                .setBookId(book)
                .setAccountId(account)
                .setAmountMinor(amount)
                .setCurrency(currency)
                .build();
    }

    private PostTransfer transferOf(String from, long debit, String to, long credit) {
        return PostTransfer.newBuilder()
                .setBookId(book)
                .addLegs(
                        Leg.newBuilder()
                                .setAccountId(from)
                                .setAmountMinor(debit)
                                .setCurrency("EUR"))
                .addLegs(
                        Leg.newBuilder().setAccountId(to).setAmountMinor(credit).setCurrency("EUR"))
                .build();
    }
}
