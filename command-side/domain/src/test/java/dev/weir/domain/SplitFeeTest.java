package dev.weir.domain;

import static dev.weir.domain.Commands.transfer;
import static dev.weir.domain.Commands.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.commands.v1.Fee;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.Rounding;
import dev.weir.contract.commands.v1.Split;
import dev.weir.contract.commands.v1.SplitPart;
import dev.weir.contract.ledger.v1.FeePayer;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventTypes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitFeeTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void accounts() {
        desk.funded("alice", 100_000);
        for (String id : new String[] {"a", "b", "c", "fees"}) {
            desk.account(id);
        }
    }

    @Test
    void theUnitsThatAreLeftGoToTheSharesThatLostMost() {
        assertThat(Splits.shares(100, new long[] {1, 1, 1})).containsExactly(34, 33, 33);
        assertThat(Splits.shares(5, new long[] {7_000, 3_000})).containsExactly(4, 1);
        assertThat(Splits.shares(1, new long[] {1, 999_999})).containsExactly(0, 1);
        assertThat(Splits.shares(Limits.MONEY_MAX, new long[] {1_000_000, 1_000_000}))
                .containsExactly(Limits.MONEY_MAX / 2 + 1, Limits.MONEY_MAX / 2);
    }

    @RepeatedTest(20)
    void partsSumToTheWholeAndNoneIsAUnitFromItsExactShare(RepetitionInfo repetition) {
        long seed = Seeds.of(repetition.getCurrentRepetition());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            long amount = random.nextLong(1, 1L << random.nextInt(1, 62));
            long[] weights =
                    random.longs(random.nextInt(1, 63), 1, Limits.SPLIT_WEIGHT_MAX + 1L).toArray();

            long[] shares = Splits.shares(amount, weights);

            assertThat(Arrays.stream(shares).sum())
                    .as("seed %s, round %s", seed, i)
                    .isEqualTo(amount);
            BigDecimal whole = BigDecimal.valueOf(Arrays.stream(weights).sum());
            for (int part = 0; part < shares.length; part++) {
                BigDecimal exact =
                        BigDecimal.valueOf(amount).multiply(BigDecimal.valueOf(weights[part]));
                BigDecimal off =
                        BigDecimal.valueOf(shares[part]).multiply(whole).subtract(exact).abs();
                assertThat(off).as("seed %s, round %s", seed, i).isLessThan(whole);
            }
        }
    }

    @RepeatedTest(5)
    void aFeeIsWhatDecimalArithmeticSays(RepetitionInfo repetition) {
        long seed = Seeds.of(repetition.getCurrentRepetition());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            long amount = random.nextLong(1, 1L << random.nextInt(1, 62));
            Rounding rounding = Rounding.forNumber(random.nextInt(1, 5));
            Fee fee =
                    Fee.newBuilder()
                            .setFixedMinor(random.nextInt(100))
                            .setBasisPoints(random.nextInt(10_001))
                            .setRounding(rounding)
                            .build();
            BigDecimal expected =
                    BigDecimal.valueOf(amount)
                            .multiply(BigDecimal.valueOf(fee.getBasisPoints(), 4))
                            .setScale(0, RoundingMode.valueOf(rounding.name()))
                            .add(BigDecimal.valueOf(fee.getFixedMinor()));

            assertThat(Fees.of(fee, amount))
                    .as("seed %s, round %s", seed, i)
                    .isEqualTo(expected.longValueExact());
        }
    }

    @Test
    void aSplitWithAFeeOfTheSenderPaysEveryPartInFull() {
        Outcome outcome = desk.send(split(1_000, fee(5, 100, FeePayer.SENDER)).build());

        assertThat(word(outcome)).isEqualTo("OK");
        assertThat(desk.balance("alice")).isEqualTo(100_000 - 1_015);
        assertThat(desk.balance("fees")).isEqualTo(15);
        assertThat(desk.balance("a") + desk.balance("b") + desk.balance("c")).isEqualTo(1_000);
        assertThat(desk.balance("a")).isEqualTo(334);
        TransferPosted event =
                (TransferPosted)
                        EventTypes.parse(desk.log.getLast().type(), desk.log.getLast().value());
        assertThat(event.getFee().getAmountMinor()).isEqualTo(15);
        assertThat(event.getPostingsList()).hasSize(5);
    }

    @Test
    void aFeeOfTheReceiverIsKeptBack() {
        Outcome outcome =
                desk.send(
                        transfer("t", "alice", "a", 1_000)
                                .setFee(fee(5, 100, FeePayer.RECEIVER))
                                .build());

        assertThat(word(outcome)).isEqualTo("OK");
        assertThat(desk.balance("alice")).isEqualTo(99_000);
        assertThat(desk.balance("a")).isEqualTo(985);
        assertThat(desk.balance("fees")).isEqualTo(15);
    }

    @ParameterizedTest
    @CsvSource({
        "a fee that leaves nothing, 1000, 0, RECEIVER, FIELD_INVALID",
        "a fee above the funds, 100000, 0, SENDER, INSUFFICIENT_FUNDS",
        "a fee below 0, -1, 0, SENDER, FIELD_INVALID",
        "a fee of more than all, 0, 10001, SENDER, FIELD_INVALID",
    })
    void refusesAFee(String what, long fixed, int basisPoints, FeePayer payer, String code) {
        assertThat(
                        word(
                                desk.send(
                                        transfer("t", "alice", "a", 1_000)
                                                .setFee(fee(fixed, basisPoints, payer))
                                                .build())))
                .as(what)
                .isEqualTo(code);
    }

    @Test
    void refusesAFeeOfAnAmountThatNoAccountCanHold() {
        assertThat(
                        word(
                                desk.send(
                                        transfer("t", "alice", "a", Long.MAX_VALUE)
                                                .setFee(
                                                        fee(
                                                                Limits.MONEY_MAX,
                                                                10_000,
                                                                FeePayer.RECEIVER))
                                                .build())))
                .isEqualTo("AMOUNT_OVERFLOW");
    }

    @Test
    void refusesASplitThatIsNotSound() {
        PostTransfer.Builder sound = split(1_000, fee(0, 0, FeePayer.SENDER));
        assertThat(word(desk.send(sound.clone().addLegs(Commands.leg("a", 1)).build())))
                .isEqualTo("FIELD_INVALID");
        sound.getSplitBuilder().addParts(part("a", 1));
        assertThat(word(desk.send(sound.build()))).isEqualTo("TRANSFER_TO_ITSELF");
        assertThat(
                        word(
                                desk.send(
                                        PostTransfer.newBuilder()
                                                .setSplit(
                                                        Split.newBuilder()
                                                                .setFromAccountId("alice")
                                                                .setAmountMinor(5)
                                                                .setCurrency("EUR")
                                                                .addParts(part("a", 0)))
                                                .build())))
                .isEqualTo("FIELD_INVALID");
    }

    private static PostTransfer.Builder split(long amountMinor, Fee fee) {
        return PostTransfer.newBuilder()
                .setSplit(
                        Split.newBuilder()
                                .setFromAccountId("alice")
                                .setAmountMinor(amountMinor)
                                .setCurrency("EUR")
                                .addParts(part("a", 1))
                                .addParts(part("b", 1))
                                .addParts(part("c", 1)))
                .setFee(fee);
    }

    private static SplitPart part(String account, long weight) {
        return SplitPart.newBuilder().setAccountId(account).setWeight(weight).build();
    }

    private static Fee fee(long fixedMinor, int basisPoints, FeePayer payer) {
        return Fee.newBuilder()
                .setAccountId("fees")
                .setFixedMinor(fixedMinor)
                .setBasisPoints(basisPoints)
                .setPayer(payer)
                .build();
    }
}
