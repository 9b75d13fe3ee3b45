package dev.weir.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.support.Http;
import dev.weir.command.support.LogLines;
import dev.weir.command.support.ServiceTest;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.DraftRule;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.control.v1.RuleStopped;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.payments.v1.PaymentRequested;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The control book as its callers see it: who may, what a mistake is answered, what it brings. */
@QuarkusTest
class ControlRestTest extends ServiceTest {

    @Test
    void aDraftThatDoesNotCompileNamesLineAndColumn() {
        Http.Reply reply = draft("payment.amount_minor >\\n  payment.shoe_size", "");
        assertThat(reply.outcome()).isEqualTo("400 RULE_INVALID");
        assertThat(reply.text()).contains("line 2, column 3");
        assertThat(draft("payment.amount_minor", "").text()).contains("RULE_INVALID");
        assertThat(draft("1 / 0 == payment.amount_minor", "").status()).isEqualTo(201);
    }

    @Test
    void aModelOfAFeatureSetThatThePlatformLacksIsRefused() {
        Http.Reply reply =
                http.post(
                        "/v1/control/models",
                        "{\"model_hash\":\"%s\",\"path\":\"m.bin\",\"feature_set\":\"payments@9\"}"
                                .formatted("cd".repeat(32)));
        assertThat(reply.outcome()).isEqualTo("400 FEATURE_SET_UNKNOWN");
        assertThat(reply.text()).contains("payments@1, payments@2");
    }

    @Test
    void rolesAreThoseOfTheCommandAndTheTokenCoversTheBook() {
        Http analyst = anonymous().withToken(tokenFor(Set.of("analyst"), Set.of(book)));
        String snooze =
                "{\"book\":\"%s\",\"entity\":\"CARD\",\"entity_id\":\"c\",\"until\":\"2031-01-01T00:00:00Z\"}";
        assertThat(analyst.post("/v1/control/snoozes", snooze.formatted(book)).status())
                .isEqualTo(200);
        assertThat(analyst.post("/v1/control/snoozes", snooze.formatted("other")).outcome())
                .isEqualTo("403 BOOK_FORBIDDEN");
        assertThat(analyst.post("/v1/control/rules", "{\"rule_id\":\"r\"}").outcome())
                .isEqualTo("403 BOOK_FORBIDDEN");
        assertThat(analyst.post("/v1/control/rules/r/approve", "{\"version\":1}").outcome())
                .isEqualTo("403 ROLE_MISSING");
        assertThat(analyst.post("/v1/control/late-policies", "{}").outcome())
                .isEqualTo("403 ROLE_MISSING");
    }

    @Test
    void theSecretOfASubscriptionIsShownOnce() {
        String body =
                "{\"subscription_id\":\"s-%s\",\"url\":\"https://x.test/\",\"topics\":[\"ALERTS\"]}"
                        .formatted(book);
        Http keyed = http.withKey("s-" + book);
        Http.Reply first = keyed.post("/v1/control/subscriptions", body);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.field("secret")).matches("[0-9a-f]{64}");
        Http.Reply again = keyed.post("/v1/control/subscriptions", body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.field("secret")).isEmpty();
    }

    @Test
    void whatStandsInTheControlBookIsReadPageByPage() {
        live("");
        draft("true", "");
        Http.Reply rules = http.get("/v1/control/rules?limit=1000");
        assertThat(rules.status()).isEqualTo(200);
        String mine =
                rules.json().getAsJsonArray("rules").asList().stream()
                        .map(String::valueOf)
                        .filter(rule -> rule.contains("r-" + book))
                        .findFirst()
                        .orElseThrow();
        assertThat(mine).contains("\"approved_by\":\"bob\"", "\"live\":true", "\"version\":2");
        assertThat(http.get("/v1/control/rules?limit=1").field("next_cursor")).isNotEmpty();
        assertThat(http.get("/v1/control/rules?limit=0").outcome()).isEqualTo("400 FIELD_INVALID");
        assertThat(http.get("/v1/control/shoes").outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(anonymous().get("/v1/control/rules").outcome()).isEqualTo("401 TOKEN_MISSING");
        assertThat(
                        anonymous()
                                .withToken(tokenFor(Set.of("reader"), Set.of(book)))
                                .get("/v1/control/rules")
                                .outcome())
                .isEqualTo("403 BOOK_FORBIDDEN");
    }

    @Test
    void aListOfTheBookHasToBeDefinedFirst() {
        assertThat(post("/lists/none/entries", "{'entries':[{'value':'c'}]}").outcome())
                .isEqualTo("404 LIST_UNKNOWN");
    }

    @Test
    void theNextPaymentIsStampedWithARuleThatWasActivated() {
        openAccount("alice");
        deposit("alice", 1_000);
        live("");
        long activated = Long.parseLong(lastPosition.substring("control:".length()));
        post(
                "/payments",
                "{'payment_id':'p','account_id':'alice','amount_minor':1,'currency':'EUR',"
                        + "'channel':'POS','merchant_id':'approve','deadline_millis':20000}");
        PaymentRequested requested = LogLines.first(book, PaymentRequested.class);
        assertThat(requested.getControlSeq()).isGreaterThanOrEqualTo(activated);
    }

    @Test
    void aRuleOutsideItsBandIsStoppedByItself() {
        openAccount("alice");
        deposit("alice", 1_000);
        live(",'band':{'min_ppm':1,'over_payments':100}");
        String items =
                IntStream.range(0, 100)
                        .mapToObj(
                                i ->
                                        ("{'payment':{'mode':'REPLAYED','payment':{'payment_id':'r%d',"
                                                        + "'account_id':'alice','amount_minor':1,"
                                                        + "'currency':'EUR','channel':'POS',"
                                                        + "'merchant_id':'approve'}}}")
                                                .formatted(i))
                        .collect(Collectors.joining(","));
        assertThat(post("/batch", "{'items':[" + items + "]}").status()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(LogLines.all("control", RuleStopped.class))
                                        .extracting(RuleStopped::getRuleId)
                                        .contains("r-" + book));
    }

    @Test
    void controlCommandsGoOverGrpcToo() {
        CommandReply reply =
                grpc(tokenFor(ALL_ROLES, Set.of("*")), "g-" + book)
                        .draftRule(
                                DraftRule.newBuilder()
                                        .setRule(
                                                Rule.newBuilder()
                                                        .setRuleId("g-" + book)
                                                        .setExpression("true")
                                                        .setOutcome(Outcome.APPROVED)
                                                        .setReasonCode("ALL"))
                                        .build());
        assertThat(reply.getBook()).isEqualTo("control");
        assertThat(reply.getId()).isEqualTo("g-" + book);
    }

    private String lastPosition = "";

    private String rule() {
        return "/v1/control/rules/r-" + book;
    }

    private Http.Reply draft(String expression, String more) {
        return http.post(
                "/v1/control/rules",
                ("{'rule_id':'r-%s','expression':'EXPRESSION','outcome':'DECLINED',"
                                + "'reason_code':'NEVER','books':['%s']%s}")
                        .formatted(book, book, more)
                        .replace('\'', '"')
                        .replace("EXPRESSION", expression));
    }

    private void live(String more) {
        assertThat(draft("payment.amount_minor < 0", more).status()).isEqualTo(201);
        assertThat(as("bob").post(rule() + "/approve", "{\"version\":1}").status()).isEqualTo(200);
        Http.Reply activated = as("bob").post(rule() + "/activate", "{\"version\":1}");
        assertThat(activated.status()).isEqualTo(200);
        lastPosition = activated.position();
    }
}
