package dev.weir.eventstore;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Partitions that never change hands. */
final class FixedMembership implements Membership {
    private final List<Integer> partitions;
    private volatile Member member;

    FixedMembership(Collection<Integer> partitions) {
        this.partitions = List.copyOf(partitions);
    }

    @Override
    public void start(Member value) {
        value.assigned(partitions);
        member = value;
    }

    @Override
    public boolean joined() {
        return member != null;
    }

    /** Nobody will ever say otherwise. */
    @Override
    public Duration doubt() {
        return Duration.ZERO;
    }

    @Override
    public void rejoin() {
        // There is no group to leave.
    }

    @Override
    public long rejoins() {
        return 0;
    }

    @Override
    public void close() {
        if (member != null) {
            member.revoked(partitions);
            member = null;
        }
    }
}
