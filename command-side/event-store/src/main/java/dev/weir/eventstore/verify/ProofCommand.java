package dev.weir.eventstore.verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.log.MerkleHash;
import dev.weir.contract.log.MerkleProofs;
import dev.weir.contract.log.MerkleProofs.Range;
import dev.weir.contract.store.v1.Checkpoint;
import dev.weir.contract.store.v1.InclusionProof;
import dev.weir.contract.store.v1.ProvenHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code weir verify --proof}: finds a record, and walks its book once more for the hashes that
 * lead from it to a signed root. Keeps a handful of hashes, however long the log is.
 */
final class ProofCommand {
    static final String FORMAT = "weir-proof-v1";

    /** A checkpoint of the newest record comes within seconds, unless none is signed at all. */
    private static final Duration CHECKPOINT_PATIENCE = Duration.ofSeconds(30);

    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final VerifyOptions options;
    private final String transaction;
    private final Optional<CheckpointKeys> keys;

    /** A record that is asked for, and its place in the tree of its book. */
    private record Found(RawRecord raw, long index, boolean byItsOwnId) {}

    ProofCommand(VerifyOptions options) {
        this.options = options;
        this.transaction = options.proof().orElseThrow();
        this.keys = options.publicKeys().map(VerifyMain::keys);
    }

    /**
     * The proof as JSON.
     *
     * @throws NotProvenException if there is no such record, or no checkpoint covers it, or the log
     *     contradicts the checkpoint
     */
    String json() {
        Found found = find();
        Checkpoint checkpoint = checkpointOf(found);
        List<byte[]> path = path(found, checkpoint);
        boolean holds =
                MerkleProofs.isIncluded(
                        MerkleHash.leaf(found.raw().hash()),
                        found.index(),
                        checkpoint.getTreeSize(),
                        path,
                        checkpoint.getRoot().toByteArray());
        if (!holds) {
            throw new NotProvenException(
                    "the log of book "
                            + found.raw().book()
                            + " has another Merkle root than was signed: run weir verify");
        }
        return toJson(proof(found, checkpoint, path));
    }

    /**
     * The record with this id, or at this place ({@code BOOK:SEQUENCE}), else the last one about
     * the transfer or payment with this id.
     */
    private Found find() {
        Map<String, Long> sizes = new HashMap<>();
        Map<String, Found> found = new TreeMap<>();
        VerifyMain.reader(options, options.topics().events())
                .read(
                        raw -> {
                            if (raw.key() == null || raw.value() == null) {
                                return;
                            }
                            long index = sizes.merge(raw.book(), 1L, Long::sum) - 1;
                            boolean own = isItself(raw, index);
                            if (isAsked(raw) && (own || isAbout(raw))) {
                                Found before = found.get(raw.book());
                                if (own || before == null || !before.byItsOwnId()) {
                                    found.put(raw.book(), new Found(raw, index, own));
                                }
                            }
                        },
                        new ProgressLine(System.err)::show);
        if (found.isEmpty()) {
            throw new NotProvenException(
                    "no record of " + transaction + " is in " + options.topics().events());
        }
        if (found.size() > 1) {
            throw new NotProvenException(
                    transaction
                            + " is in several books, choose one with --book: "
                            + String.join(", ", found.keySet()));
        }
        return found.values().iterator().next();
    }

    private boolean isAsked(RawRecord raw) {
        return options.book().map(raw.book()::equals).orElse(true);
    }

    private boolean isItself(RawRecord raw, long index) {
        return raw.header(EventHeaders.ID).equals(transaction)
                || transaction.equals(raw.book() + ":" + index);
    }

    private boolean isAbout(RawRecord raw) {
        return raw.header(EventHeaders.SUBJECT).equals(transaction);
    }

    /** The book's last checkpoint, as soon as it covers the record. */
    private Checkpoint checkpointOf(Found found) {
        long deadline = System.nanoTime() + CHECKPOINT_PATIENCE.toNanos();
        while (true) {
            Checkpoint last = lastCheckpoint(found.raw().book());
            if (last.getTreeSize() > found.index()) {
                return last;
            }
            if (System.nanoTime() > deadline) {
                throw new NotProvenException(
                        "record "
                                + found.index()
                                + " of book "
                                + found.raw().book()
                                + " is covered by no checkpoint yet; the last one is of "
                                + last.getTreeSize()
                                + " records");
            }
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
        }
    }

    private Checkpoint lastCheckpoint(String book) {
        Checkpoint[] last = {Checkpoint.getDefaultInstance()};
        VerifyMain.reader(options, options.topics().checkpoints())
                .readIfThere(
                        raw -> {
                            if (raw.value() != null && raw.book().equals(book)) {
                                Checkpoint checkpoint = parse(raw.value());
                                boolean signed =
                                        keys.map(known -> known.isSigned(checkpoint)).orElse(true);
                                if (signed && checkpoint.getTreeSize() > last[0].getTreeSize()) {
                                    last[0] = checkpoint;
                                }
                            }
                        });
        return last[0];
    }

    private List<byte[]> path(Found found, Checkpoint checkpoint) {
        List<Range> ranges = MerkleProofs.inclusion(found.index(), checkpoint.getTreeSize());
        MerkleFrontier[] subtrees = new MerkleFrontier[ranges.size()];
        Arrays.fill(subtrees, MerkleFrontier.EMPTY);
        long[] next = {0};
        VerifyMain.reader(options, options.topics().events())
                .read(
                        raw -> {
                            if (raw.book().equals(found.raw().book()) && raw.value() != null) {
                                long index = next[0]++;
                                int range = rangeOf(index, ranges);
                                if (range >= 0) {
                                    subtrees[range] =
                                            subtrees[range].append(MerkleHash.leaf(raw.hash()));
                                }
                            }
                        },
                        new ProgressLine(System.err)::show);
        List<byte[]> path = new ArrayList<>();
        for (MerkleFrontier subtree : subtrees) {
            path.add(subtree.root());
        }
        return path;
    }

    private static int rangeOf(long index, List<Range> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            if (index >= ranges.get(i).from() && index < ranges.get(i).until()) {
                return i;
            }
        }
        return -1;
    }

    private static InclusionProof proof(Found found, Checkpoint checkpoint, List<byte[]> path) {
        RawRecord raw = found.raw();
        InclusionProof.Builder proof =
                InclusionProof.newBuilder()
                        .setFormat(FORMAT)
                        .setTopic(raw.topic())
                        .setPartition(raw.partition())
                        .setOffset(raw.offset())
                        .setKey(ByteString.copyFrom(raw.key()))
                        .setValue(ByteString.copyFrom(raw.value()))
                        .setLeafIndex(found.index())
                        .setTreeSize(checkpoint.getTreeSize())
                        .setCheckpoint(checkpoint);
        for (Map.Entry<String, byte[]> header : raw.headers()) {
            String name = header.getKey();
            if (!name.equals(EventHeaders.TRACE_PARENT) && !name.equals(EventHeaders.TRACE_STATE)) {
                proof.addHeaders(
                        ProvenHeader.newBuilder()
                                .setName(name)
                                .setValue(ByteString.copyFrom(header.getValue())));
            }
        }
        path.forEach(hash -> proof.addPath(ByteString.copyFrom(hash)));
        return proof.build();
    }

    /**
     * The last line is the SHA-256 of all bytes before it: it shows that the file came over whole,
     * also the part that only helps to find the record.
     */
    private static String toJson(InclusionProof proof) {
        try {
            String json =
                    JsonFormat.printer()
                            .preservingProtoFieldNames()
                            .alwaysPrintFieldsWithNoPresence()
                            .print(proof);
            String head = json.substring(0, json.lastIndexOf('}')).stripTrailing() + ",\n";
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(head.getBytes(StandardCharsets.UTF_8));
            return head + "  \"sha256\": \"" + HexFormat.of().formatHex(hash) + "\"\n}\n";
        } catch (InvalidProtocolBufferException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every proof has a JSON form", e);
        }
    }

    private static Checkpoint parse(byte[] value) {
        try {
            return Checkpoint.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return Checkpoint.getDefaultInstance(); // weir verify names it
        }
    }
}
