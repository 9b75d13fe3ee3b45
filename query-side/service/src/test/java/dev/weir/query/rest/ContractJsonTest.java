package dev.weir.query.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.query.TestViews;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ContractJsonTest {
    @Test
    void writesMoneyAsTextSoThatNoClientRoundsIt() {
        AccountView account = TestViews.account("b", "a", 1, Long.MAX_VALUE).build();
        assertThat(json(account).getString("balance_minor")).isEqualTo("9223372036854775807");
    }

    @Test
    void writesABalanceOfZero() {
        AccountView account = TestViews.account("b", "a", 1, 0).build();
        assertThat(json(account).getString("balance_minor")).isEqualTo("0");
    }

    @Test
    void leavesOutWhatIsAbsent() {
        AccountView account = TestViews.account("b", "a", 1, 0).build();
        assertThat(json(account).fieldNames()).doesNotContain("customer_id", "unsound", "metadata");
    }

    @Test
    void writesTheListOfAPageWithoutRows() {
        assertThat(ContractJson.print(AccountPage.getDefaultInstance()))
                .isEqualTo("{\"accounts\":[]}");
    }

    private static JsonObject json(AccountView account) {
        return new JsonObject(ContractJson.print(account));
    }
}
