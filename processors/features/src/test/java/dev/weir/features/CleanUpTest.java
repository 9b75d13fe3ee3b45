package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.payments.v1.PaymentDetails;
import org.junit.jupiter.api.Test;

class CleanUpTest {
    private static final int LIMIT = 32;
    private final BookFeatures features = new BookFeatures(FeatureSet.payments2());

    @Test
    void leavesNothingOfEntitiesThatAreNotSeenAgain() {
        HeapState state = new HeapState();
        long clock = 1_700_000_000L * Times.SECOND;
        for (int i = 0; i < 500; i++) {
            clock += Times.MINUTE;
            features.onPayment(payment("p" + i, "a" + i % 50), clock, state);
        }
        assertThat(state.size()).isGreaterThan(500);
        clock += 200 * Times.DAY;
        features.onPayment(PaymentDetails.newBuilder().setAmountMinor(1).build(), clock, state);
        while (features.cleanUp(state, LIMIT) == LIMIT) {
            assertThat(state.size()).isPositive();
        }
        HeapState fresh = new HeapState();
        features.onPayment(PaymentDetails.newBuilder().setAmountMinor(1).build(), clock, fresh);
        assertThat(state.size()).as("as if only the last payment had been").isEqualTo(fresh.size());
    }

    @Test
    void staysBoundedUnderASteadyLoad() {
        HeapState state = new HeapState();
        long clock = 1_700_000_000L * Times.SECOND;
        long largest = 0;
        for (int i = 0; i < 20_000; i++) {
            clock += Times.HOUR;
            features.onPayment(payment("p" + i, "a" + i), clock, state);
            features.cleanUp(state, LIMIT);
            if (i == 5_000) {
                largest = state.bytes();
            }
        }
        assertThat(state.bytes()).as("90 days of keys, not 833").isLessThan(largest + largest / 10);
    }

    private static PaymentDetails payment(String id, String account) {
        return PaymentDetails.newBuilder()
                .setPaymentId(id)
                .setAccountId(account)
                .setCardId("card-" + account)
                .setTerminalId("t-" + account)
                .setMerchantId("m-" + account)
                .setDeviceId("d-" + account)
                .setCounterpartyId("x-" + account)
                .setIp("2001:db8:" + Integer.toHexString(account.hashCode() & 0xffff) + "::1")
                .setAmountMinor(100)
                .build();
    }
}
