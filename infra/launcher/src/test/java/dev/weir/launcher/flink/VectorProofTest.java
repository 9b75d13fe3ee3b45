package dev.weir.launcher.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.weir.contract.decisions.v1.FeatureVector;
import dev.weir.features.FeatureSet;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class VectorProofTest {
    private static final long START = 1_000_000;

    private final VectorProof proof = new VectorProof("new", START);

    private void decide(String job, long sequence, FeatureVector vector) {
        proof.take(new Decided(job, "main", sequence, vector, START + sequence));
    }

    private static FeatureVector vector(FeatureSet set, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(set.size() * Long.BYTES);
        for (long value : values) {
            bytes.putLong(value);
        }
        return FeatureVector.newBuilder()
                .setFeatureSet(set.id())
                .setValues(ByteString.copyFrom(bytes.array()))
                .build();
    }

    private static FeatureVector vector(long... values) {
        return vector(FeatureSet.payments2(), values);
    }

    @Test
    void equalVectorsAreEqualWhicheverJobIsFirst() {
        decide("old", 1, vector(1));
        decide("new", 1, vector(1));
        decide("new", 2, vector(2));
        decide("", 2, vector(2));

        assertThat(proof.compared()).isEqualTo(2);
        assertThat(proof.different()).isZero();
        assertThat(proof.features()).isEqualTo(FeatureSet.payments2().size());
    }

    @Test
    void aDifferenceNamesThePaymentAndTheFeature() {
        decide("old", 1, vector(1, 2));
        decide("new", 1, vector(1, 3));

        assertThat(proof.different()).isEqualTo(1);
        assertThat(proof.differences())
                .containsExactly("payment main:1 has another " + FeatureSet.payments2().nameAt(1));
    }

    @Test
    void ofAnotherFeatureSetWhatBothHaveIsCompared() {
        decide("old", 1, vector(FeatureSet.payments1(), 1, 2));
        decide("new", 1, vector(FeatureSet.payments2(), 1, 2));

        assertThat(proof.different()).isZero();
        assertThat(proof.features()).isEqualTo(FeatureSet.payments1().size());
    }

    @Test
    void aPaymentThatTheNewJobPassesOverDiffers() {
        decide("old", 1, vector(1));
        decide("old", 2, vector(2));
        decide("new", 2, vector(2));

        assertThat(proof.compared()).isEqualTo(1);
        assertThat(proof.differences())
                .containsExactly("payment main:1 was not decided by the new job");
    }

    @Test
    void whatTheOldJobDecidedBeforeTheCutIsNotMissed() {
        proof.take(new Decided("old", "main", 1, vector(1), START - 1));
        decide("old", 2, vector(2));
        decide("new", 2, vector(2));

        assertThat(proof.different()).isZero();
    }

    @Test
    void aRepeatAfterARestartIsNotMissedEither() {
        decide("old", 1, vector(1));
        decide("new", 1, vector(1));
        decide("old", 1, vector(1));
        decide("old", 2, vector(2));
        decide("new", 2, vector(2));

        assertThat(proof.compared()).isEqualTo(2);
        assertThat(proof.different()).isZero();
    }

    @Test
    void theNewJobIsAbreastWhenOnlyTheLastMomentsAreMissing() {
        decide("old", 1, vector(1));

        assertThat(proof.abreast(START + 1_000)).isTrue();
        assertThat(proof.abreast(START + 60_000)).isFalse();
        decide("new", 1, vector(1));
        assertThat(proof.abreast(START + 60_000)).isTrue();
    }

    @Test
    void moreThanFitsIsNotComparedAndNotHeld() {
        for (long i = 1; i <= VectorProof.WAITING_MAX + 10; i++) {
            decide("old", i, FeatureVector.getDefaultInstance());
        }
        decide("new", 1, vector(1));
        assertThat(proof.compared()).isZero();
        decide("new", VectorProof.WAITING_MAX, vector(1));
        assertThat(proof.compared()).isEqualTo(1);
    }

    @Test
    void aVectorOfAnUnknownSetCannotBeCompared() {
        FeatureVector unknown = FeatureVector.newBuilder().setFeatureSet("payments@9").build();
        decide("old", 1, vector(1));
        decide("new", 1, unknown);

        assertThat(proof.differences().getFirst()).contains("cannot be compared");
    }
}
