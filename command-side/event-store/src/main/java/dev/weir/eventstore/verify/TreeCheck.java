package dev.weir.eventstore.verify;

import dev.weir.contract.log.MerkleFrontier;
import dev.weir.contract.log.MerkleHash;
import java.util.Optional;

/**
 * Folds the tree of one book's records, as they lie in the log, and compares it with every
 * checkpoint: a root that is equal at two sizes also shows that the larger tree continues the
 * smaller one.
 */
final class TreeCheck {
    private final String book;
    private final Findings findings;
    private final CheckpointCheck checkpoints;
    private MerkleFrontier tree = MerkleFrontier.EMPTY;
    private Optional<CheckpointCheck.Head> next;
    private Optional<CheckpointCheck.Head> lastEqual = Optional.empty();
    private Uncovered uncovered;
    private long equal;
    private boolean broken;

    /** The first record that no checkpoint covers. */
    record Uncovered(long sequence, String place, long timestampMillis) {}

    TreeCheck(String book, Findings findings, CheckpointCheck checkpoints) {
        this.book = book;
        this.findings = findings;
        this.checkpoints = checkpoints;
        this.next = checkpoints.behind(book, 0);
    }

    /** Checkpoints whose root the log has. */
    long equal() {
        return equal;
    }

    /** Records behind the last checkpoint. */
    long uncoveredRecords() {
        return next.isPresent() ? 0 : tree.size() - covered();
    }

    private long covered() {
        return lastEqual.map(CheckpointCheck.Head::size).orElse(0L);
    }

    /**
     * @param hash of the record's bytes as they are
     * @param sequence that it says it has
     */
    void next(RawRecord raw, String hash, long sequence) {
        tree = tree.append(MerkleHash.leaf(hash));
        if (next.isEmpty()) {
            if (uncovered == null) {
                uncovered = new Uncovered(sequence, raw.place(), raw.timestampMillis());
            }
        } else if (next.get().size() == tree.size()) {
            compare(next.get(), raw, hash, sequence);
            next = checkpoints.behind(book, tree.size());
        }
    }

    private void compare(CheckpointCheck.Head head, RawRecord raw, String hash, long sequence) {
        boolean sameRoot = java.util.HexFormat.of().formatHex(tree.root()).equals(head.root());
        if (sameRoot && hash.equals(head.chainHash())) {
            equal++;
            lastEqual = next;
        } else if (!broken) {
            broken = true;
            findings.add(
                    book,
                    sequence,
                    raw.place(),
                    (hash.equals(head.chainHash())
                                    ? "the log has another Merkle root than was signed: "
                                    : "this is not the record that was signed: ")
                            + between(head)
                            + " was altered, removed, added or swapped; checkpoint of "
                            + head.size()
                            + " records, signed at "
                            + head.signedAt()
                            + ", "
                            + head.place());
        }
    }

    private String between(CheckpointCheck.Head head) {
        return "a record from " + covered() + " to " + (head.size() - 1);
    }

    /**
     * The log ends here.
     *
     * @param lastSequence of the book's last record
     * @param coveredBeforeMillis what is older than this must be covered by a checkpoint
     */
    void end(long lastSequence, long coveredBeforeMillis) {
        if (next.isPresent()) {
            CheckpointCheck.Head last = next.get();
            for (Optional<CheckpointCheck.Head> more = checkpoints.behind(book, last.size());
                    more.isPresent();
                    more = checkpoints.behind(book, last.size())) {
                last = more.get();
            }
            findings.add(
                    book,
                    lastSequence,
                    last.place(),
                    "the log was cut: it ends with "
                            + (lastSequence < 0 ? "nothing" : "record " + lastSequence)
                            + ", but record "
                            + (last.size() - 1)
                            + " was signed at "
                            + last.signedAt());
        } else if (uncovered != null && uncovered.timestampMillis() < coveredBeforeMillis) {
            findings.add(
                    book,
                    uncovered.sequence(),
                    uncovered.place(),
                    "no checkpoint covers this record and those behind it, although it is old:"
                            + " checkpoints were cut off, or the owner signs none");
        }
    }
}
