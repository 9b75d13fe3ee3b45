package dev.weir.eventstore.verify;

import com.google.protobuf.ByteString;
import dev.weir.contract.Topics;
import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.checkpoint.CheckpointSigner;
import dev.weir.contract.checkpoint.Pem;
import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.log.MerkleHash;
import dev.weir.contract.store.v1.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The small log with checkpoints of its first 2, 4 and 5 records; tests then break either. */
final class SignedLog {
    static final KeyPair PAIR = keyPair();
    private static final List<Integer> SIZES = List.of(2, 4, 5);

    final List<RawRecord> records;
    final List<RawRecord> checkpoints;

    SignedLog() {
        records = SmallLog.sound().records();
        checkpoints = sign(records, PAIR);
    }

    /** What is found. */
    List<Problem> problems() {
        return problems(List.of());
    }

    /** What is found when these checkpoints were kept elsewhere. */
    List<Problem> problems(List<Checkpoint> saved) {
        return problems(saved, Long.MIN_VALUE);
    }

    List<Problem> problems(List<Checkpoint> saved, long coveredBeforeMillis) {
        Findings findings = new Findings();
        try (FactStore facts = new FactStore(FactStore.HEAP_ENTRIES)) {
            CheckpointCheck list = new CheckpointCheck(findings, Optional.of(keys()), facts, saved);
            checkpoints.forEach(list::next);
            list.end();
            LogCheck log = new LogCheck(findings, facts, list);
            records.forEach(log::next);
            log.end(coveredBeforeMillis);
        }
        return findings.kept();
    }

    static CheckpointKeys keys() {
        return CheckpointKeys.fromPem(Pem.block("PUBLIC KEY", PAIR.getPublic().getEncoded()));
    }

    /** Checkpoints as an owner signs them. */
    static List<RawRecord> sign(List<RawRecord> records, KeyPair pair) {
        CheckpointSigner signer = CheckpointSigner.of(pair.getPrivate(), pair.getPublic());
        List<RawRecord> signed = new ArrayList<>();
        MerkleFrontier tree = MerkleFrontier.EMPTY;
        Checkpoint before = Checkpoint.getDefaultInstance();
        for (RawRecord record : records) {
            tree = tree.append(MerkleHash.leaf(record.hash()));
            if (SIZES.contains((int) tree.size())) {
                before =
                        signer.sign(
                                Checkpoint.newBuilder()
                                        .setBook(SmallLog.BOOK)
                                        .setTreeSize(tree.size())
                                        .setRoot(ByteString.copyFrom(tree.root()))
                                        .setLastSequence(tree.size() - 1)
                                        .setChainHash(
                                                ByteString.copyFrom(
                                                        HexFormat.of().parseHex(record.hash())))
                                        .setOwnerEpoch(1)
                                        .setPreviousTreeSize(before.getTreeSize())
                                        .setPreviousRoot(before.getRoot())
                                        .build());
                signed.add(raw(signed.size(), before));
            }
        }
        return signed;
    }

    static RawRecord raw(int offset, Checkpoint checkpoint) {
        return new RawRecord(
                Topics.CHECKPOINTS,
                0,
                offset,
                0,
                checkpoint.getBook().getBytes(StandardCharsets.UTF_8),
                List.of(),
                checkpoint.toByteArray());
    }

    Checkpoint checkpoint(int index) {
        return parse(checkpoints.get(index));
    }

    static Checkpoint parse(RawRecord record) {
        try {
            return Checkpoint.parseFrom(record.value());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
