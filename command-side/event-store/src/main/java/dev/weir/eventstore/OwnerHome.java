package dev.weir.eventstore;

import dev.weir.contract.store.v1.BookPlacement;
import java.time.Duration;

/** What an owner tells its node and asks of it. Called on the owner's thread. */
interface OwnerHome {
    /** A book was opened here, durably. */
    void placed(BookPlacement placement);

    /** This node has published itself as an owner. */
    void owned(dev.weir.contract.store.v1.PartitionOwner owner);

    /** The partition is fenced; returns when the node knows all that its replay builds on. */
    void beforeReplay(int partition) throws InterruptedException;

    /** The partition is replayed; returns when the node knows all that commands build on. */
    void beforeServing(int partition) throws InterruptedException;

    /** Another owner has fenced this one: how long to step back. */
    Duration fenced(int partition);
}
