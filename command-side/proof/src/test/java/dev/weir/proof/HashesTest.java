package dev.weir.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Known answers: of the project's log format, and of the reference implementation of RFC 6962. */
class HashesTest {

    @Test
    void theHashOfARecordIsTheOneOfTheLogFormat() {
        byte[] hash =
                Hashes.record(
                        TestProofs.utf8("b"),
                        List.of(
                                new Header("ce_id", TestProofs.utf8("x")),
                                new Header("ce_seq", TestProofs.utf8("7"))),
                        new byte[] {1, 2, 3});

        assertThat(Hashes.hex(hash))
                .isEqualTo("9c08050e81cc9887002f57f6b84399211f1f133a62cd059d566cc3a54456c886");
    }

    @Test
    void leavesAndNodesAreThoseOfTheRfc() {
        byte[] first = Hashes.leaf(new byte[0]);
        byte[] second = Hashes.leaf(new byte[] {0});

        assertThat(Hashes.hex(first))
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(Hashes.hex(Hashes.node(first, second)))
                .isEqualTo("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    }
}
