package dev.weir.features.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.weir.contract.control.v1.Rule;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.FeatureSet;
import dev.weir.features.FeatureType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes without CEL's interpreter says what the interpreter says. */
class DirectTest {
    private static final FeatureSet SET = FeatureSet.payments2();
    private static final RuleCompiler FULL = RuleCompiler.full(SET);
    private static final int INPUTS = 400;
    private static final double[] REALS = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, -0.0, 0, 1, 1.8, 3, 900
    };

    static Stream<String> expressions() {
        return Stream.concat(
                DefaultRules.genesis().stream().map(Rule::getExpression),
                Stream.of(
                        "true",
                        "!(payment.amount_minor == 2) || false",
                        "payment.amount_minor != 1 && 0 <= payment.amount_minor",
                        "payment.amount_minor > account.available_minor",
                        "payment.payment_id == payment.account_id",
                        "'ATM' != payment.channel",
                        "payment.country < 'EE' || payment.country == 'DE'",
                        "features.night == true || !features.weekend",
                        "features.account_kilometres < 1.0",
                        "features.account_kilometres <= 1.0",
                        "features.account_kilometres > 1.0",
                        "features.account_kilometres >= 1.0",
                        "!(features.account_kilometres >= features.account_amount_to_mean_30d)",
                        "features.account_count_1h < -1 || features.account_count_1h > 1",
                        "payment.country in ['DE', 'FR']",
                        "payment.amount_minor / 2 > 0",
                        "features.account_kilometres == 1.0",
                        "features.account_kilometres != 1.0"));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void anExpressionSaysWhatTheInterpreterSays(String expression) throws CelEvaluationException {
        Expression compiled = FULL.compile("test", expression);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < INPUTS; i++) {
            RuleInput input = input(random);
            assertThat(compiled.holds(input)).isEqualTo(compiled.interpreted(input));
        }
    }

    @Test
    void allRulesOfGenesisGoWithoutTheInterpreter() {
        assertThat(DefaultRules.genesis())
                .allMatch(rule -> FULL.compile("test", rule.getExpression()).isDirect());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment.amount_minor + 1 > 5",
                "payment.amount_minor > 5 && payment.amount_minor * 2 > 5",
                "payment.metadata['shop'] == 'x'",
                "'shop' in payment.metadata",
                "features.account_kilometres == 1.0",
                "payment.country.startsWith('D')",
                "payment.country < 'EE'"
            })
    void whatCanFailOrIsSubtleStaysWithTheInterpreter(String expression) {
        assertThat(FULL.compile("test", expression).isDirect()).isFalse();
    }

    @Test
    void anExpressionWithoutFeaturesIsDirectForAnOwnerToo() throws CelEvaluationException {
        Expression compiled = RuleCompiler.local().compile("test", "payment.amount_minor >= 5");
        RuleInput five = RuleInput.local(payment(5), AccountState.after(hold(0)));
        RuleInput four = RuleInput.local(payment(4), AccountState.after(hold(0)));

        assertThat(compiled.isDirect()).isTrue();
        assertThat(compiled.holds(five)).isTrue();
        assertThat(compiled.holds(four)).isFalse();
    }

    @Test
    void withoutItsFeaturesTheInterpreterIsAskedAndARuleDoesNotFire()
            throws CelEvaluationException {
        Expression compiled = FULL.compile("test", "features.account_count_1h >= 0");
        RuleInput local = RuleInput.local(payment(5), AccountState.after(hold(0)));

        assertThat(compiled.isDirect()).isTrue();
        assertThat(compiled.holds(local)).isEqualTo(compiled.interpreted(local)).isFalse();
    }

    /** Small numbers, so that every comparison goes both ways. */
    private static RuleInput input(SplittableRandom random) {
        ByteBuffer bytes = ByteBuffer.allocate(SET.size() * Long.BYTES);
        for (int i = 0; i < SET.size(); i++) {
            if (SET.typeAt(i) == FeatureType.DOUBLE) {
                bytes.putDouble(REALS[random.nextInt(REALS.length)]);
            } else {
                bytes.putLong(
                        SET.typeAt(i) == FeatureType.BOOL
                                ? random.nextInt(2)
                                : random.nextInt(-2, 6));
            }
        }
        FeatureVector vector =
                FeatureVector.newBuilder()
                        .setFeatureSet(SET.id())
                        .setValues(ByteString.copyFrom(bytes.array()))
                        .build();
        PaymentDetails payment =
                payment(random.nextInt(4) * 10_000L + random.nextInt(4)).toBuilder()
                        .setChannel(Channel.forNumber(random.nextInt(1, 4)))
                        .setPaymentId(random.nextBoolean() ? "a" : "p")
                        .setCountry(random.nextBoolean() ? "DE" : "FR")
                        .setMerchantId(random.nextBoolean() ? "" : "m")
                        .setCounterpartyId(random.nextBoolean() ? "" : "c")
                        .build();
        return RuleInput.full(
                payment, AccountState.after(hold(random.nextInt(3))), SET, SET.read(vector));
    }

    private static PaymentDetails payment(long amount) {
        return PaymentDetails.newBuilder().setAccountId("a").setAmountMinor(amount).build();
    }

    private static HoldChange hold(long held) {
        return HoldChange.newBuilder().setAccountId("a").setHeldAfterMinor(held).build();
    }
}
