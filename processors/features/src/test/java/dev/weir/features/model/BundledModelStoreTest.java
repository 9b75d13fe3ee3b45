package dev.weir.features.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.features.BookFeatures;
import dev.weir.features.FeatureSet;
import dev.weir.features.HeapState;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundledModelStoreTest extends ModelStoreContract {
    private static final FeatureSet SET = FeatureSet.payments2();
    private static final int BYTES_MAX = 1_000_000;
    private static final int TREES_MAX = 100;
    private static final int HALF = 500_000;
    private static final long HOUR = 3_600_000_000L;

    private final BundledModelStore store = new BundledModelStore();
    private final ModelScorer scorer = new Models(store, SET).promote(stored()).newScorer();
    private final BookFeatures features = new BookFeatures(SET);
    private final HeapState state = new HeapState();
    private long clock = 1_700_000_000_000_000L;
    private int payments;

    @Override
    ModelStore store() {
        return store;
    }

    @Override
    String stored() {
        return store.hashFor(SET.id()).orElseThrow();
    }

    @Test
    void theModelIsSmall() {
        assertThat(store.read(stored()).orElseThrow()).hasSizeLessThan(BYTES_MAX);
        assertThat(scorer.model().trees().trees()).isLessThanOrEqualTo(TREES_MAX);
        assertThat(scorer.model().header().featureSet()).isEqualTo(SET.id());
    }

    @Test
    void itsFiguresAreThoseOfPaymentsThatItWasNotTrainedOn() {
        assertThat(store.figuresMicro(stored()))
                .containsEntry("caught_at_500000_ppm.bust-out", 1_000_000L)
                .hasEntrySatisfying("roc_auc", auc -> assertThat(auc).isGreaterThan(990_000));
    }

    @Test
    void thereIsNoModelForASetThatNobodyKnows() {
        assertThat(store.hashFor("payments@0")).isEmpty();
    }

    @Test
    void aPersonsOrdinaryWeeksLookGood() {
        for (int i = 0; i < 60; i++) {
            assertThat(score(ordinary(), 9 * HOUR)).as("payment %d", i).isLessThan(HALF);
        }
    }

    @Test
    void manyShopsFromANewDeviceAndThenALargeAmountLooksLikeFraud() {
        history();
        for (int i = 0; i < 5; i++) {
            score(online("m-9" + i, 200), 5_000_000);
        }

        assertThat(score(online("m-99", 70_000), 5_000_000)).isGreaterThan(HALF);
        assertThat(reasons()).isNotEmpty();
    }

    @Test
    void largeAmountsInARowLookLikeFraudAndTheReasonsSayWhy() {
        history();
        score(ordinary().setMerchantId("m-90").setAmountMinor(60_000), 5_000_000);
        score(ordinary().setMerchantId("m-91").setAmountMinor(55_000), 5_000_000);

        int ppm = score(ordinary().setMerchantId("m-92").setAmountMinor(62_000), 5_000_000);

        assertThat(ppm).isGreaterThan(HALF);
        assertThat(reasons()).extracting(Reason::getText).anyMatch(text -> text.contains("amount"));
    }

    private void history() {
        for (int i = 0; i < 40; i++) {
            score(ordinary(), 9 * HOUR);
        }
    }

    private List<Reason> reasons() {
        return scorer.reasons(TreeModel.PPM_MAX);
    }

    private int score(PaymentDetails.Builder payment, long afterMicros) {
        clock += afterMicros;
        return scorer.score(SET.read(features.onPayment(payment.build(), clock, state)));
    }

    private PaymentDetails.Builder ordinary() {
        return payment()
                .setChannel(Channel.POS)
                .setMerchantId("m-" + payments % 5)
                .setTerminalId("pos-" + payments % 5)
                .setCountry("DE")
                .setLocation(
                        Location.newBuilder()
                                .setLatMicrodegrees(52_520_000)
                                .setLonMicrodegrees(13_400_000))
                .setAmountMinor(3_000 + 300 * (payments % 7));
    }

    private PaymentDetails.Builder online(String merchant, long amountMinor) {
        return payment()
                .setChannel(Channel.ONLINE)
                .setMerchantId(merchant)
                .setDeviceId("dev-new")
                .setCountry("DE")
                .setAmountMinor(amountMinor);
    }

    private PaymentDetails.Builder payment() {
        return PaymentDetails.newBuilder()
                .setPaymentId("p-" + payments++)
                .setAccountId("acc")
                .setCustomerId("cust")
                .setCardId("card")
                .setCurrency("EUR");
    }
}
