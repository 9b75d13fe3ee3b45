package dev.weir.proof;

/**
 * A signed root.
 *
 * @param book the book
 * @param treeSize leaves of the tree: the book's records 0 to {@code treeSize - 1}
 * @param root 32 bytes
 * @param lastSequence {@code treeSize - 1}
 * @param chainHash hash of the last record, 32 bytes
 * @param recordedMicros recorded time of the last record, microseconds since 1970
 * @param signedMicros when it was signed
 * @param ownerEpoch of whoever signed it
 * @param previousTreeSize of the book's checkpoint before, 0 for the first
 * @param previousRoot of the book's checkpoint before, empty for the first
 * @param keyId which key signed it
 * @param signature Ed25519, 64 bytes
 */
record Checkpoint(
        String book,
        long treeSize,
        byte[] root,
        long lastSequence,
        byte[] chainHash,
        long recordedMicros,
        long signedMicros,
        long ownerEpoch,
        long previousTreeSize,
        byte[] previousRoot,
        String keyId,
        byte[] signature) {}
