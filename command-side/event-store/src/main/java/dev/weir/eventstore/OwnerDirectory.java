package dev.weir.eventstore;

import dev.weir.contract.store.v1.PartitionOwner;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who owns which partition, as far as this node has heard: what was read from {@code weir.owners},
 * what this node has published itself, and hints of other nodes. Of two words on a partition the
 * one with the higher epoch holds. Safe for all threads.
 */
public final class OwnerDirectory {
    private final Map<Integer, PartitionOwner> owners = new ConcurrentHashMap<>();

    /** The last owner heard of. */
    public Optional<PartitionOwner> of(int partition) {
        return Optional.ofNullable(owners.get(partition));
    }

    /** Takes in what was heard. */
    public void put(PartitionOwner owner) {
        owners.merge(
                owner.getPartition(),
                owner,
                (known, other) -> other.getEpoch() >= known.getEpoch() ? other : known);
    }

    /** All that is known, by partition. */
    public Map<Integer, PartitionOwner> all() {
        return Map.copyOf(owners);
    }
}
