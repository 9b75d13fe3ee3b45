package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.alert;
import static dev.weir.query.TestViews.bookTransfer;
import static dev.weir.query.TestViews.caseOf;
import static dev.weir.query.TestViews.entry;
import static dev.weir.query.TestViews.hold;
import static dev.weir.query.TestViews.minute;
import static dev.weir.query.TestViews.payment;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.views.v1.BookTransferDirection;
import dev.weir.contract.views.v1.BookTransferStatus;
import dev.weir.contract.views.v1.HoldStatus;
import dev.weir.contract.views.v1.PaymentStatus;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.query.Client;
import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every read, over one small book. */
@ServiceTest
class QueriesTest {
    private static final String BOOK = "/v1/books/shop";
    private static final long LAST = 20;

    private final Client reader = Client.of("reader");

    @BeforeAll
    static void fill() {
        try (Topic topic = new Topic()) {
            topic.views(
                    0,
                    account("shop", "alice", 6, 70).setCustomerId("c1").setHeldMinor(5),
                    account("shop", "bob", 6, 30).setCustomerId("c2"),
                    account("shop", "Zoe", 2, 0).setCustomerId("c1"),
                    account("shop", "yen", 2, 9).setCurrency("JPY"),
                    account("shop", "clearing:POS", 6, -100).setKind(AccountKind.SYSTEM),
                    // Both legs of one event touch one account.
                    entry("shop", "alice", 3, 0, 100, 100),
                    entry("shop", "alice", 4, 0, -40, 60),
                    entry("shop", "alice", 4, 1, 15, 75),
                    // Booked last, but for the business of minute 1.
                    entry("shop", "alice", 6, 0, -5, 70).setOccurredAt(minute(1)),
                    // Three at one moment, so that pages must break within ties.
                    paid("p1", 10, 10).setBasis(DecisionBasis.FALLBACK),
                    paid("p2", 11, 10),
                    paid("p3", 12, 10),
                    paid("p4", 13, 9).setStatus(PaymentStatus.DECLINED),
                    paid("p5", 14, 12),
                    alert("shop", "p4", 15).setRaisedAt(minute(15)),
                    alert("shop", "p1", 16).setRaisedAt(minute(15)),
                    alert("shop", "p2", 17)
                            .setRaisedAt(minute(15))
                            .setResolved(true)
                            .setVerdict(Verdict.LEGITIMATE)
                            .setAccountId("bob"),
                    caseOf("shop", "p4", 15).setOpenedAt(minute(15)).addAlertIds("p1"),
                    caseOf("shop", "p2", 17)
                            .setOpenedAt(minute(15))
                            .setAccountId("bob")
                            .setAssignee("eve")
                            .setResolved(true),
                    hold("shop", "h1", 18),
                    hold("shop", "h2", 19).setStatus(HoldStatus.HOLD_CAPTURED).setAccountId("bob"),
                    bookTransfer("shop", "t1", 18),
                    bookTransfer("shop", "t2", 19).setStatus(BookTransferStatus.SETTLED),
                    bookTransfer("shop", "t1", 20)
                            .setDirection(BookTransferDirection.INCOMING)
                            .setStatus(BookTransferStatus.CREDITED)
                            .setAmountMinor(9),
                    progress("shop", LAST));
        }
        Answer answer =
                Client.of("reader")
                        .get(BOOK + "/accounts?wait_millis=10000", "Weir-Position", "shop:" + LAST);
        assertThat(answer.status()).isEqualTo(200);
    }

    private static PaymentView.Builder paid(String id, long sequence, long minute) {
        PaymentView.Builder payment = payment("shop", id, sequence).setOccurredAt(minute(minute));
        if (id.equals("p5")) {
            payment.getDetailsBuilder().setAccountId("bob").setChannel(Channel.ONLINE);
        }
        return payment;
    }

    @Test
    void booksAreListedWithTheirPositions() {
        JsonArray books = reader.get("/v1/books").json().getJsonArray("books");
        assertThat(books.stream().map(JsonObject.class::cast))
                .anyMatch(
                        book ->
                                book.getString("book").equals("shop")
                                        && book.getString("sequence").equals("" + LAST));
    }

    @Test
    void accountsComeInTheOrderOfTheirIds() {
        assertThat(reader.get(BOOK + "/accounts").each("accounts", "account_id"))
                .containsExactly("Zoe", "alice", "bob", "clearing:POS", "yen");
    }

    @Test
    void accountsOfACustomerAreFound() {
        assertThat(reader.get(BOOK + "/accounts?customer=c1").each("accounts", "account_id"))
                .containsExactly("Zoe", "alice");
    }

    @Test
    void holdsAreFoundByIdAccountAndStatusNewestFirst() {
        assertThat(reader.get(BOOK + "/holds?limit=1").each("holds", "hold_id"))
                .containsExactly("h2");
        String next = reader.get(BOOK + "/holds?limit=1").json().getString("next_cursor");
        assertThat(reader.get(BOOK + "/holds?limit=1&cursor=" + next).each("holds", "hold_id"))
                .containsExactly("h1");
        assertThat(reader.get(BOOK + "/holds?account=bob").each("holds", "hold_id"))
                .containsExactly("h2");
        assertThat(reader.get(BOOK + "/holds?status=HOLD_OPEN").each("holds", "hold_id"))
                .containsExactly("h1");
        assertThat(reader.get(BOOK + "/holds/h1").json().getString("held_minor")).isEqualTo("40");
        assertThat(reader.get(BOOK + "/holds/h9").json().getString("code"))
                .isEqualTo("HOLD_UNKNOWN");
    }

    @Test
    void transfersBetweenBooksAreFoundByIdDirectionAndWhetherTheyAreOpen() {
        String transfers = BOOK + "/interbook-transfers";
        assertThat(reader.get(transfers).each("transfers", "direction"))
                .containsExactly("INCOMING", "OUTGOING", "OUTGOING");
        String next = reader.get(transfers + "?limit=2").json().getString("next_cursor");
        assertThat(reader.get(transfers + "?limit=2&cursor=" + next).each("transfers", "status"))
                .containsExactly("STARTED");
        assertThat(reader.get(transfers + "?open=true").each("transfers", "transfer_id"))
                .containsExactly("t1");
        assertThat(reader.get(transfers + "?direction=incoming").each("transfers", "amount_minor"))
                .containsExactly("9");
        assertThat(reader.get(transfers + "/t1").json().getString("status")).isEqualTo("STARTED");
        assertThat(reader.get(transfers + "/t1?from=far").json().getString("status"))
                .isEqualTo("CREDITED");
        assertThat(reader.get(transfers + "/t2?from=far").json().getString("code"))
                .isEqualTo("BOOK_TRANSFER_UNKNOWN");
    }

    @Test
    void totalsAreOverAllAccountsAndNotOverThePage() {
        JsonArray totals =
                reader.get(BOOK + "/accounts?totals=true&limit=1").json().getJsonArray("totals");
        assertThat(totals.getJsonObject(0).getMap())
                .containsEntry("currency", "EUR")
                .containsEntry("customer_accounts", "3")
                .containsEntry("customer_balance_minor", "100")
                .containsEntry("customer_held_minor", "5")
                .containsEntry("system_accounts", "1")
                .containsEntry("system_balance_minor", "-100");
        assertThat(totals.getJsonObject(1).getMap())
                .containsEntry("currency", "JPY")
                .containsEntry("customer_balance_minor", "9")
                .containsEntry("system_balance_minor", "0");
    }

    @Test
    void anAnswerCarriesThePositionThatItIncludes() {
        Answer answer = reader.get(BOOK + "/accounts/alice");
        assertThat(answer.header("Weir-Position")).isEqualTo("shop:" + LAST);
        assertThat(answer.header("Weir-Waited-Millis")).isEqualTo("0");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @ParameterizedTest(name = "by {1} as of minute {0}: {2} after {3} entries")
    @CsvSource({
        "0, occurred, 0, 0",
        "1, occurred, -5, 1",
        "3, occurred, 95, 2",
        "4, occurred, 70, 4",
        "5, recorded, 75, 3",
        "6, recorded, 70, 4"
    })
    void theBalanceAsOfAMomentIncludesIt(long minute, String by, String balance, String entries) {
        JsonObject answer =
                reader.get(
                                BOOK
                                        + "/accounts/alice/balance?at=2026-01-01T00:%02d:00Z&by=%s"
                                                .formatted(minute, by))
                        .json();
        assertThat(answer.getString("balance_minor")).isEqualTo(balance);
        assertThat(answer.getString("entries")).isEqualTo(entries);
        assertThat(answer.getString("currency")).isEqualTo("EUR");
    }

    @Test
    void aMomentMayCarryAnOffset() {
        assertThat(
                        reader.get(BOOK + "/accounts/alice/balance?at=2026-01-01T01:03:00%2B01:00")
                                .json()
                                .getString("balance_minor"))
                .isEqualTo("95");
    }

    @Test
    void aStatementIsInLogOrderWithItsRunningBalance() {
        assertThat(
                        reader.get(BOOK + "/accounts/alice/entries")
                                .each("entries", "balance_after_minor"))
                .containsExactly("100", "60", "75", "70");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "from=2026-01-01T00:03:00Z&to=2026-01-01T00:04:00Z, 100",
        "from=2026-01-01T00:04:00Z&by=occurred, -40 15",
        "from=2026-01-01T00:04:00Z&by=recorded, -40 15 -5",
        "to=2026-01-01T00:03:00Z, -5",
        "order=desc, -5 15 -40 100"
    })
    void aStatementIsCutByTime(String query, String amounts) {
        assertThat(
                        String.join(
                                " ",
                                reader.get(BOOK + "/accounts/alice/entries?" + query)
                                        .each("entries", "amount_minor")))
                .isEqualTo(amounts);
    }

    @ParameterizedTest(name = "{0} by pages of {3}")
    @CsvSource({
        "/accounts, accounts, account_id, 2, Zoe alice bob clearing:POS yen",
        "/accounts?customer=c1, accounts, account_id, 1, Zoe alice",
        "/accounts/alice/entries, entries, amount_minor, 1, 100 -40 15 -5",
        "/accounts/alice/entries?order=desc, entries, amount_minor, 3, -5 15 -40 100",
        "/payments, payments, payment_id, 2, p5 p3 p2 p1 p4",
        "/payments?account=alice, payments, payment_id, 3, p3 p2 p1 p4",
        "/alerts, alerts, alert_id, 1, p4 p2 p1",
        "/alerts, alerts, alert_id, 3, p4 p2 p1",
        "/cases, cases, case_id, 1, p4 p2"
    })
    void pagesHaveEveryRowOnceAlsoAmongTies(
            String path, String list, String field, int limit, String expected) {
        List<String> all = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonObject page =
                    reader.get(
                                    BOOK
                                            + path
                                            + (path.contains("?") ? "&" : "?")
                                            + "limit="
                                            + limit
                                            + "&cursor="
                                            + cursor)
                            .json();
            JsonArray rows = page.getJsonArray(list);
            assertThat(rows.size()).isBetween(1, limit);
            rows.forEach(row -> all.add(((JsonObject) row).getString(field)));
            cursor = page.getString("next_cursor");
            assertThat(++pages).isLessThanOrEqualTo(5);
        } while (cursor != null);
        assertThat(String.join(" ", all)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "status=DECLINED, p4",
        "status=captured&channel=POS, p3 p2 p1",
        "channel=ONLINE, p5",
        "account=bob, p5",
        "from=2026-01-01T00:10:00Z&to=2026-01-01T00:12:00Z, p3 p2 p1"
    })
    void paymentsAreFiltered(String query, String ids) {
        assertThat(
                        String.join(
                                " ",
                                reader.get(BOOK + "/payments?" + query)
                                        .each("payments", "payment_id")))
                .isEqualTo(ids);
    }

    @Test
    void paymentTotalsAreOverTheFilterAndCountFallbacks() {
        JsonArray totals =
                reader.get(BOOK + "/payments?totals=true&account=alice&limit=1")
                        .json()
                        .getJsonArray("totals");
        assertThat(totals.getJsonObject(0).getMap())
                .containsEntry("status", "CAPTURED")
                .containsEntry("payments", "3")
                .containsEntry("amount_minor", "3750")
                .containsEntry("fallbacks", "1");
        assertThat(totals.getJsonObject(1).getMap())
                .containsEntry("status", "DECLINED")
                .containsEntry("payments", "1");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"open=true, p4 p1", "open=false, p2", "account=bob, p2"})
    void alertsAreFiltered(String query, String ids) {
        assertThat(
                        String.join(
                                " ",
                                reader.get(BOOK + "/alerts?" + query).each("alerts", "alert_id")))
                .isEqualTo(ids);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "open=true, p4",
        "open=false, p2",
        "account=bob, p2",
        "assignee=eve, p2",
        "account=alice, p4"
    })
    void casesAreFiltered(String query, String ids) {
        assertThat(String.join(" ", reader.get(BOOK + "/cases?" + query).each("cases", "case_id")))
                .isEqualTo(ids);
    }

    @Test
    void aCaseIsGivenWithItsAlerts() {
        Answer answer = reader.get(BOOK + "/cases/p4");
        assertThat(answer.json().getJsonObject("case").getString("source_id")).isEqualTo("r1");
        assertThat(answer.each("alerts", "alert_id")).containsExactly("p4", "p1");
        assertThat(reader.get(BOOK + "/cases/none").json().getString("code"))
                .isEqualTo("CASE_UNKNOWN");
    }

    @Test
    void onePaymentAndOneAlertAreGivenWhole() {
        assertThat(
                        reader.get(BOOK + "/payments/p4")
                                .json()
                                .getJsonObject("details")
                                .getString("amount_minor"))
                .isEqualTo("1250");
        assertThat(reader.get(BOOK + "/alerts/p2").json().getString("verdict"))
                .isEqualTo("LEGITIMATE");
    }
}
