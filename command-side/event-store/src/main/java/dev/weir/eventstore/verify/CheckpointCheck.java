package dev.weir.eventstore.verify;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.checkpoint.CheckpointBytes;
import dev.weir.contract.checkpoint.CheckpointKeys;
import dev.weir.contract.log.MerkleHash;
import dev.weir.contract.log.Micros;
import dev.weir.contract.store.v1.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The list of checkpoints by itself: each is signed by a known key, of the book that it lies under,
 * larger than the one before and names it. Afterwards {@link #behind} gives them out again in their
 * order, for the comparison with the log.
 */
final class CheckpointCheck {
    private final Findings findings;
    private final Optional<CheckpointKeys> keys;
    private final FactStore facts;
    private final List<Checkpoint> saved;
    private final Map<String, Standing> books = new TreeMap<>();
    private long checkpoints;

    /** What is known of the checkpoints of one book. */
    private static final class Standing {
        final FactStore.Facts<Head> heads;
        Checkpoint last = Checkpoint.getDefaultInstance();

        Standing(FactStore.Facts<Head> heads) {
            this.heads = heads;
        }
    }

    /**
     * What a checkpoint says of the log.
     *
     * @param root of the tree, hex digits
     * @param chainHash of its last record, hex digits
     * @param signedMicros when it was signed, microseconds since 1970
     * @param place where the checkpoint lies
     */
    record Head(long size, String root, String chainHash, long signedMicros, String place) {
        String signedAt() {
            return Micros.format(signedMicros);
        }

        private String toText() {
            return String.join(
                    " ", Long.toString(size), root, chainHash, Long.toString(signedMicros), place);
        }

        private static Head fromText(String text) {
            String[] parts = text.split(" ", 5);
            return new Head(
                    Long.parseLong(parts[0]),
                    parts[1],
                    parts[2],
                    Long.parseLong(parts[3]),
                    parts[4]);
        }
    }

    /**
     * @param keys empty: signatures are not checked
     * @param saved checkpoints that were kept elsewhere: each must be in the list
     */
    CheckpointCheck(
            Findings findings,
            Optional<CheckpointKeys> keys,
            FactStore facts,
            List<Checkpoint> saved) {
        this.findings = findings;
        this.keys = keys;
        this.facts = facts;
        this.saved = new ArrayList<>(saved);
    }

    boolean checksSignatures() {
        return keys.isPresent();
    }

    long checkpoints() {
        return checkpoints;
    }

    /** The last checkpoint of each book. */
    List<Checkpoint> lasts() {
        return books.values().stream()
                .map(standing -> standing.last)
                .filter(last -> last.getTreeSize() > 0)
                .toList();
    }

    /** The book's first checkpoint of more than {@code size} records. */
    Optional<Head> behind(String book, long size) {
        Standing standing = books.get(book);
        return standing == null ? Optional.empty() : standing.heads.get(Long.toString(size));
    }

    /** The next record of {@code weir.checkpoints}. */
    void next(RawRecord raw) {
        findings.lookAt(raw);
        checkpoints++;
        if (raw.value() == null) {
            findings.add(raw.book(), -1, "a checkpoint was deleted");
            return;
        }
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.parseFrom(raw.value());
        } catch (InvalidProtocolBufferException e) {
            findings.add(raw.book(), -1, "this is no checkpoint: " + e.getMessage());
            return;
        }
        if (!isSound(raw, checkpoint)) {
            return;
        }
        saved.remove(checkpoint);
        Standing standing =
                books.computeIfAbsent(
                        checkpoint.getBook(),
                        book ->
                                new Standing(
                                        facts.facts(
                                                book, "checkpoint", Head::toText, Head::fromText)));
        if (checkpoint.equals(standing.last)) {
            return; // a transaction whose outcome was unknown was sent again
        }
        if (!continues(standing.last, checkpoint)) {
            return;
        }
        standing.heads.put(
                Long.toString(standing.last.getTreeSize()),
                new Head(
                        checkpoint.getTreeSize(),
                        CheckpointBytes.hex(checkpoint.getRoot()),
                        CheckpointBytes.hex(checkpoint.getChainHash()),
                        checkpoint.getSignedMicros(),
                        raw.place()));
        standing.last = checkpoint;
    }

    /** The list ends here. */
    void end() {
        findings.lookAtTheWhole();
        for (Checkpoint missing : saved) {
            problem(
                    missing,
                    "a checkpoint of "
                            + missing.getTreeSize()
                            + " records, signed at "
                            + Micros.format(missing.getSignedMicros())
                            + ", was kept elsewhere and is not in weir.checkpoints: checkpoints"
                            + " were cut off, or another history was signed");
        }
    }

    private boolean isSound(RawRecord raw, Checkpoint checkpoint) {
        boolean whole =
                checkpoint.getTreeSize() > 0
                        && checkpoint.getLastSequence() == checkpoint.getTreeSize() - 1
                        && checkpoint.getRoot().size() == MerkleHash.BYTES
                        && checkpoint.getChainHash().size() == MerkleHash.BYTES;
        if (!whole) {
            findings.add(raw.book(), -1, "the checkpoint is malformed");
            return false;
        }
        if (keys.isPresent() && !keys.get().knows(checkpoint.getKeyId())) {
            problem(
                    checkpoint,
                    "the checkpoint is signed with key "
                            + checkpoint.getKeyId()
                            + ", which is not among the public keys");
            return false;
        }
        if (keys.isPresent() && !keys.get().isSigned(checkpoint)) {
            problem(
                    checkpoint,
                    "the signature of the checkpoint does not hold: it was altered or forged");
            return false;
        }
        if (!raw.book().equals(checkpoint.getBook())) {
            problem(checkpoint, "the checkpoint lies under the key " + raw.book());
        }
        return true;
    }

    /** Goes on from the checkpoint as it stands, so that one fault is named once. */
    private boolean continues(Checkpoint before, Checkpoint checkpoint) {
        if (checkpoint.getTreeSize() == before.getTreeSize()) {
            boolean same = checkpoint.getRoot().equals(before.getRoot());
            problem(
                    checkpoint,
                    same
                            ? "the checkpoint repeats the one before"
                            : "another history was signed: two checkpoints of "
                                    + checkpoint.getTreeSize()
                                    + " records have different roots");
            return false;
        }
        if (checkpoint.getTreeSize() < before.getTreeSize()) {
            problem(
                    checkpoint,
                    "a checkpoint of "
                            + checkpoint.getTreeSize()
                            + " records stands behind one of "
                            + before.getTreeSize()
                            + ": swapped, or signed of a cut log");
            return false;
        }
        ByteString root = checkpoint.getPreviousRoot();
        if (checkpoint.getPreviousTreeSize() != before.getTreeSize()
                || !root.equals(before.getRoot())) {
            problem(
                    checkpoint,
                    "the checkpoint continues one of "
                            + checkpoint.getPreviousTreeSize()
                            + " records, but the one before it is "
                            + (before.getTreeSize() == 0
                                    ? "none"
                                    : "of " + before.getTreeSize() + " records")
                            + ": checkpoints are missing or were replaced");
        }
        return true;
    }

    private void problem(Checkpoint checkpoint, String what) {
        findings.add(checkpoint.getBook(), checkpoint.getLastSequence(), what);
    }
}
