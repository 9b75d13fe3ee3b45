package dev.weir.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MerkleTest {
    private static final int LEAVES = 70;

    /** Leaves of the reference implementation's own tests of RFC 6962. */
    private static final List<String> INPUTS =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS =
            List.of(
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final long seed = Long.getLong("weir.seed", 42);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<byte[]> leaves = randomLeaves();

    @Test
    void givesTheKnownRoots() {
        MerkleFrontier tree = MerkleFrontier.EMPTY;
        assertThat(hex(tree.root())).isEqualTo(ROOTS.get(0));
        for (int i = 0; i < INPUTS.size(); i++) {
            tree = tree.append(MerkleHash.leaf(HexFormat.of().parseHex(INPUTS.get(i))));
            assertThat(hex(tree.root())).as("%d leaves", i + 1).isEqualTo(ROOTS.get(i + 1));
        }
    }

    @Test
    void givesTheKnownProofs() {
        List<byte[]> known =
                INPUTS.stream().map(i -> MerkleHash.leaf(HexFormat.of().parseHex(i))).toList();

        assertThat(hex(MerkleProofs.hashes(MerkleProofs.inclusion(0, 8), i -> known.get((int) i))))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(
                        hex(
                                MerkleProofs.hashes(
                                        MerkleProofs.consistency(6, 8), i -> known.get((int) i))))
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void theLeafInputIsTheRecordHashAsBytes() {
        String recordHash = "00ff".repeat(16);

        assertThat(MerkleHash.leaf(recordHash))
                .isEqualTo(MerkleHash.leaf(HexFormat.of().parseHex(recordHash)))
                .isNotEqualTo(HexFormat.of().parseHex(recordHash));
    }

    @Test
    void theFrontierAgreesWithTheDefinitionAndSurvivesItsBytes() {
        MerkleFrontier tree = MerkleFrontier.EMPTY;
        for (int size = 1; size <= LEAVES; size++) {
            tree = MerkleFrontier.of(tree.append(leaves.get(size - 1)).toBytes());
            assertThat(tree.size()).isEqualTo(size);
            assertThat(tree.root()).as("%d leaves", size).isEqualTo(naive(0, size));
        }
    }

    @Test
    void anOlderFrontierStaysWhatItWas() {
        MerkleFrontier seven = tree(7);

        seven.append(leaves.get(7));

        assertThat(seven.root()).isEqualTo(naive(0, 7));
    }

    @Test
    void refusesBytesThatAreNoFrontier() {
        byte[] good = tree(7).toBytes();
        byte[] shorter = java.util.Arrays.copyOf(good, good.length - 1);
        byte[] otherSize = good.clone();
        otherSize[7] ^= 8;

        for (byte[] bad : List.of(new byte[0], shorter, otherSize)) {
            assertThatThrownBy(() -> MerkleFrontier.of(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyLeafOfEveryTreeIsProvenAndNothingElse() {
        for (int size = 1; size <= LEAVES; size++) {
            byte[] root = naive(0, size);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = hashes(MerkleProofs.inclusion(index, size));
                byte[] leaf = leaves.get(index);
                String which = "leaf " + index + " of " + size + ", seed " + seed;

                assertThat(MerkleProofs.isIncluded(leaf, index, size, path, root))
                        .as(which)
                        .isTrue();
                assertThat(MerkleProofs.isIncluded(flipped(leaf), index, size, path, root))
                        .as(which)
                        .isFalse();
                assertThat(MerkleProofs.isIncluded(leaf, index, size, path, flipped(root)))
                        .as(which)
                        .isFalse();
                assertThat(MerkleProofs.isIncluded(leaf, index + 1, size, path, root))
                        .as(which)
                        .isFalse();
                for (List<byte[]> wrong : mistakesIn(path)) {
                    assertThat(MerkleProofs.isIncluded(leaf, index, size, wrong, root))
                            .as(which)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyTreeIsProvenToContinueEverySmallerOneAndNoOther() {
        for (int size = 1; size <= LEAVES; size++) {
            byte[] root = naive(0, size);
            for (int old = 1; old <= size; old++) {
                List<byte[]> proof = hashes(MerkleProofs.consistency(old, size));
                byte[] oldRoot = naive(0, old);
                String which = old + " to " + size + " leaves, seed " + seed;

                assertThat(MerkleProofs.isConsistent(old, oldRoot, size, root, proof))
                        .as(which)
                        .isTrue();
                assertThat(MerkleProofs.isConsistent(old, flipped(oldRoot), size, root, proof))
                        .as(which)
                        .isFalse();
                assertThat(MerkleProofs.isConsistent(old, oldRoot, size, flipped(root), proof))
                        .as(which)
                        .isFalse();
                for (List<byte[]> wrong : mistakesIn(proof)) {
                    assertThat(MerkleProofs.isConsistent(old, oldRoot, size, root, wrong))
                            .as(which)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void nothingIsProvenOutsideATree() {
        assertThat(MerkleProofs.isIncluded(leaves.get(0), 1, 1, List.of(), naive(0, 1))).isFalse();
        assertThat(MerkleProofs.isConsistent(2, naive(0, 2), 1, naive(0, 1), List.of())).isFalse();
        assertThat(MerkleProofs.isConsistent(0, naive(0, 1), 1, naive(0, 1), List.of())).isFalse();
        assertThatThrownBy(() -> MerkleProofs.inclusion(1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MerkleProofs.consistency(0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** One hash altered, each in turn; the first missing; one too many; the first two swapped. */
    private List<List<byte[]>> mistakesIn(List<byte[]> proof) {
        List<List<byte[]>> mistakes = new ArrayList<>();
        for (int i = 0; i < proof.size(); i++) {
            List<byte[]> altered = new ArrayList<>(proof);
            altered.set(i, flipped(proof.get(i)));
            mistakes.add(altered);
        }
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(leaves.get(0));
        mistakes.add(longer);
        if (!proof.isEmpty()) {
            mistakes.add(proof.subList(1, proof.size()));
        }
        if (proof.size() > 1) {
            List<byte[]> swapped = new ArrayList<>(proof);
            swapped.set(0, proof.get(1));
            swapped.set(1, proof.get(0));
            mistakes.add(swapped);
        }
        return mistakes;
    }

    private byte[] flipped(byte[] hash) {
        byte[] other = hash.clone();
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        return other;
    }

    private MerkleFrontier tree(int size) {
        MerkleFrontier tree = MerkleFrontier.EMPTY;
        for (byte[] leaf : leaves.subList(0, size)) {
            tree = tree.append(leaf);
        }
        return tree;
    }

    /** MTH as RFC 6962 defines it, by recursion. */
    private byte[] naive(int from, int until) {
        if (until - from == 1) {
            return leaves.get(from);
        }
        int left = 1;
        while (2 * left < until - from) {
            left *= 2;
        }
        return MerkleHash.node(naive(from, from + left), naive(from + left, until));
    }

    private List<byte[]> hashes(List<MerkleProofs.Range> proof) {
        return MerkleProofs.hashes(proof, index -> leaves.get((int) index));
    }

    private List<byte[]> randomLeaves() {
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 0; i < LEAVES + 1; i++) {
            byte[] input = new byte[MerkleHash.BYTES];
            random.nextBytes(input);
            hashes.add(MerkleHash.leaf(input));
        }
        return hashes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(MerkleTest::hex).toList();
    }
}
