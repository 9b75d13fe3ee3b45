package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.change;
import static dev.weir.query.TestViews.entry;
import static dev.weir.query.TestViews.minute;
import static dev.weir.query.TestViews.payment;
import static dev.weir.query.TestViews.progress;
import static dev.weir.query.TestViews.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.ledger.v1.AccountKind;
import dev.weir.contract.views.v1.AccountStatus;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.query.Client;
import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.Topic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts, transfers and payments found by what they carry; the history of an account. */
@ServiceTest
class SearchTest {
    private static final String BOOK = "/v1/books/search";
    private static final long LAST = 30;

    private final Client reader = Client.of("reader");

    @BeforeAll
    static void fill() {
        PaymentView.Builder paid = payment("search", "p1", 20);
        paid.getDetailsBuilder()
                .setAmountMinor(300)
                .setCustomerId("c1")
                .putMetadata("order", "o:1");
        try (Topic topic = new Topic()) {
            topic.views(
                    1,
                    account("search", "a", 1, 500)
                            .setCustomerId("c1")
                            .putMetadata("tier", "gold")
                            .putMetadata("note", "with \"quotes\", \\ and \u0000"),
                    account("search", "b", 2, -20).putMetadata("tier", "silver"),
                    account("search", "s", 3, 0)
                            .setKind(AccountKind.SYSTEM)
                            .setStatus(AccountStatus.FROZEN)
                            .putMetadata("tier", "gold"),
                    change("search", "a", 1, "AccountOpened", AccountStatus.OPEN).setBy("maria"),
                    change("search", "a", 5, "AccountFrozen", AccountStatus.FROZEN)
                            .setReason("stolen")
                            .setBy("jo"),
                    change("search", "a", 9, "AccountUnfrozen", AccountStatus.OPEN),
                    change("search", "b", 2, "AccountOpened", AccountStatus.OPEN),
                    transfer("search", "t1", 10, 100).putMetadata("invoice", "17"),
                    entry("search", "a", 10, 0, -100, 0),
                    entry("search", "b", 10, 1, 100, 0),
                    transfer("search", "t2", 11, 900)
                            .setKind("DEPOSIT")
                            .putMetadata("invoice", "17")
                            .putMetadata("part", "2"),
                    entry("search", "b", 11, 0, 900, 0),
                    transfer("search", "t3", 12, 50).setOccurredAt(minute(2)),
                    entry("search", "a", 12, 0, 50, 0),
                    paid,
                    payment("search", "p2", 21),
                    progress("search", LAST));
        }
        Answer answer =
                Client.of("reader")
                        .get(
                                BOOK + "/accounts?wait_millis=10000",
                                "Weir-Position",
                                "search:" + LAST);
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "metadata=tier:gold, a s",
        "metadata=tier:gold&kind=SYSTEM, s",
        "metadata=tier:gold&status=OPEN, a",
        "metadata=tier:bronze, ''",
        "metadata=tier:gold&metadata=missing:1, ''",
        "min_balance=0, a s",
        "max_balance=-1, b",
        "currency=JPY, ''",
        "customer=c1, a"
    })
    void accountsAreFound(String query, String ids) {
        found("/accounts?" + query, "accounts", "account_id", ids);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "metadata=invoice:17, t2 t1",
        "metadata=invoice:17&metadata=part:2, t2",
        "kind=deposit, t2",
        "account=b, t2 t1",
        "account=a, t1 t3",
        "min_amount=100&max_amount=899, t1",
        "from=2026-01-01T00:10:00Z, t2 t1",
        "limit=3, t2 t1 t3"
    })
    void transfersAreFound(String query, String ids) {
        found("/transfers?" + query, "transfers", "transfer_id", ids);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "metadata=order:o:1, p1",
        "metadata=order:, ''",
        "customer=c1, p1",
        "min_amount=301, p2",
        "max_amount=300&min_amount=300, p1"
    })
    void paymentsAreFound(String query, String ids) {
        found("/payments?" + query, "payments", "payment_id", ids);
    }

    private void found(String path, String list, String field, String ids) {
        assertThat(String.join(" ", reader.get(BOOK + path).each(list, field))).isEqualTo(ids);
    }

    @Test
    void pagesOfTransfersHaveEveryOneOnce() {
        Answer first = reader.get(BOOK + "/transfers?limit=2");
        assertThat(first.each("transfers", "transfer_id")).containsExactly("t2", "t1");
        Answer second =
                reader.get(
                        BOOK
                                + "/transfers?limit=2&cursor="
                                + first.json().getString("next_cursor"));
        assertThat(second.each("transfers", "transfer_id")).containsExactly("t3");
    }

    @Test
    void aTransferIsGivenWhole() {
        assertThat(
                        reader.get(BOOK + "/transfers/t2")
                                .json()
                                .getJsonObject("metadata")
                                .getString("part"))
                .isEqualTo("2");
    }

    @Test
    void theHistoryOfAnAccountSaysWhatWhyAndByWhom() {
        Answer history = reader.get(BOOK + "/accounts/a/history?limit=2");
        assertThat(history.each("changes", "kind"))
                .containsExactly("AccountOpened", "AccountFrozen");
        assertThat(history.each("changes", "by")).containsExactly("maria", "jo");
        assertThat(history.json().getJsonArray("changes").getJsonObject(1).getMap())
                .containsEntry("reason", "stolen")
                .containsEntry("status", "FROZEN")
                .containsEntry("sequence", "5")
                .containsEntry("recorded_at", "2026-01-01T00:05:00Z");
        assertThat(
                        reader.get(
                                        BOOK
                                                + "/accounts/a/history?cursor="
                                                + history.json().getString("next_cursor"))
                                .each("changes", "kind"))
                .containsExactly("AccountUnfrozen");
    }
}
