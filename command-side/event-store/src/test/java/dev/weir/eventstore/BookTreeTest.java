package dev.weir.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.log.MerkleHash;
import org.junit.jupiter.api.Test;

class BookTreeTest {
    private final BookTree tree = new BookTree("b");

    @Test
    void holdsOnlyWhatIsDurable() {
        accept(0, "a");
        accept(1, "b");
        accept(2, "c");
        assertThat(tree.head().frontier().size()).isZero();

        tree.durable(1);

        assertThat(tree.head().position().sequence()).isEqualTo(1);
        assertThat(tree.head().frontier().root()).isEqualTo(of("a", "b").root());
    }

    @Test
    void forgetsWhatIsRolledBack() {
        accept(0, "a");
        accept(1, "b");
        accept(2, "c");
        accept(1, "d");

        tree.durable(1);

        assertThat(tree.head().frontier().root()).isEqualTo(of("a", "d").root());
    }

    @Test
    void goesOnFromASnapshot() {
        tree.restore(position(1, "b"), of("a", "b").toBytes());
        accept(2, "c");

        tree.durable(2);

        assertThat(tree.head().frontier().root()).isEqualTo(of("a", "b", "c").root());
    }

    @Test
    void refusesATreeThatDoesNotFit() {
        assertThatThrownBy(() -> tree.restore(position(3, "b"), of("a", "b").toBytes()))
                .hasMessageContaining("a tree of 2 records does not end with record 3");
        accept(1, "b");
        assertThatThrownBy(() -> tree.durable(1)).hasMessageContaining("record 1 cannot be leaf 0");
    }

    private void accept(long sequence, String digit) {
        tree.accepted(position(sequence, digit));
    }

    private static BookPosition position(long sequence, String digit) {
        return new BookPosition("b", sequence, digit.repeat(64), 0);
    }

    private static MerkleFrontier of(String... digits) {
        MerkleFrontier frontier = MerkleFrontier.EMPTY;
        for (String digit : digits) {
            frontier = frontier.append(MerkleHash.leaf(digit.repeat(64)));
        }
        return frontier;
    }
}
