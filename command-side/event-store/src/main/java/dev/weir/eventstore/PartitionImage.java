package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.FilterReference;
import dev.weir.contract.store.v1.KeyFilterPart;
import dev.weir.contract.store.v1.SnapshotHead;
import dev.weir.contract.store.v1.SnapshotManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest whole snapshot of a partition. Every manifest, whoever wrote it, describes a true
 * prefix of its book, since only what is durable is written; so of each book the one that goes
 * furthest is taken, and records that it covers already are passed over by the replay.
 *
 * @param head where the replay begins
 * @param books in no order
 * @param filters parts of the filter, in the head's order
 */
record PartitionImage(SnapshotHead head, List<BookImage> books, List<KeyFilter> filters) {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionImage.class);

    /**
     * @param entries of the partition's snapshots
     * @param end of the log
     * @throws UnusableSnapshotException if there is no whole one; the reason says what is wrong
     */
    static PartitionImage newest(Map<String, byte[]> entries, long end) {
        List<String> keys =
                entries.keySet().stream()
                        .filter(key -> key.startsWith(SnapshotFormat.HEAD))
                        .sorted(Comparator.comparingLong(PartitionImage::epochOf).reversed())
                        .toList();
        UnusableSnapshotException last = new UnusableSnapshotException("there is none");
        for (String key : keys) {
            try {
                return of(head(entries.get(key), end), entries, end);
            } catch (UnusableSnapshotException e) {
                LOG.warn("the snapshot of epoch {} is ignored: {}", epochOf(key), e.getMessage());
                last = e;
            }
        }
        throw last;
    }

    /** Where the log was when its head was written. */
    LogPosition position() {
        return LogPosition.of(head.getAnchor(), head.getEventsOffset());
    }

    private static SnapshotHead head(byte[] value, long end) {
        SnapshotHead head;
        try {
            head = SnapshotHead.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableSnapshotException("its head is damaged");
        }
        if (head.getFormat() != SnapshotFormat.VERSION) {
            throw new UnusableSnapshotException(
                    "its format is %d, this program's is %d"
                            .formatted(head.getFormat(), SnapshotFormat.VERSION));
        }
        requireWithin(head.getEventsOffset(), end, "it");
        return head;
    }

    private static PartitionImage of(SnapshotHead head, Map<String, byte[]> entries, long end) {
        Map<String, List<SnapshotManifest>> manifests = manifests(entries);
        List<BookImage> books = new ArrayList<>(head.getBooksCount());
        for (String book : head.getBooksList()) {
            books.add(newestOf(book, manifests.getOrDefault(book, List.of()), entries, end));
        }
        return new PartitionImage(
                head,
                books,
                head.getFiltersList().stream().map(part -> filter(part, entries)).toList());
    }

    private static BookImage newestOf(
            String book, List<SnapshotManifest> manifests, Map<String, byte[]> entries, long end) {
        UnusableSnapshotException last =
                new UnusableSnapshotException("book " + book + " has no manifest");
        for (SnapshotManifest manifest :
                manifests.stream()
                        .sorted(
                                Comparator.comparingLong(SnapshotManifest::getSequence)
                                        .thenComparing(SnapshotManifest::getEpoch)
                                        .reversed())
                        .toList()) {
            try {
                requireWithin(manifest.getEventsOffset(), end, "book " + book);
                return BookImage.of(manifest, entries);
            } catch (UnusableSnapshotException e) {
                last = e;
            }
        }
        throw last;
    }

    private static Map<String, List<SnapshotManifest>> manifests(Map<String, byte[]> entries) {
        Map<String, List<SnapshotManifest>> manifests = new HashMap<>();
        entries.forEach(
                (key, value) -> {
                    if (key.startsWith(SnapshotFormat.MANIFEST)) {
                        manifest(value)
                                .ifPresent(
                                        m ->
                                                manifests
                                                        .computeIfAbsent(
                                                                m.getBook(),
                                                                book -> new ArrayList<>())
                                                        .add(m));
                    }
                });
        return manifests;
    }

    private static java.util.Optional<SnapshotManifest> manifest(byte[] value) {
        try {
            SnapshotManifest manifest = SnapshotManifest.parseFrom(value);
            if (SnapshotFormat.isSealed(manifest)) {
                return java.util.Optional.of(manifest);
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.debug("a manifest is damaged", e);
        }
        LOG.warn("a manifest is damaged and ignored");
        return java.util.Optional.empty();
    }

    private static KeyFilter filter(FilterReference reference, Map<String, byte[]> entries) {
        byte[] value = entries.get(SnapshotFormat.filterKey(reference));
        if (value == null || !SnapshotFormat.digest(value).equals(reference.getDigest())) {
            throw new UnusableSnapshotException(
                    "filter " + reference.getNumber() + " is missing or damaged");
        }
        try {
            return KeyFilter.of(KeyFilterPart.parseFrom(value));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new UnusableSnapshotException("a filter is no filter: " + e.getMessage());
        }
    }

    private static void requireWithin(long offset, long end, String what) {
        if (offset > end) {
            throw new UnusableSnapshotException(
                    "%s claims offset %d, the log ends at %d".formatted(what, offset, end));
        }
    }

    static long epochOf(String key) {
        try {
            return Long.parseLong(key.substring(key.lastIndexOf('\n') + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
