package dev.weir.eventstore;

import dev.weir.contract.store.v1.BookPlacement;
import java.time.Duration;

/** The home of an owner that has its node to itself: it knows all and steps back briefly. */
final class LonelyHome implements OwnerHome {
    @Override
    public void placed(BookPlacement placement) {}

    @Override
    public void owned(dev.weir.contract.store.v1.PartitionOwner owner) {}

    @Override
    public void beforeReplay(int partition) {}

    @Override
    public void beforeServing(int partition) {}

    @Override
    public Duration fenced(int partition) {
        return Duration.ofMillis(2);
    }
}
