package dev.weir.command.support;

import dev.weir.eventstore.Membership;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** A membership that a test assigns by hand. */
public final class HandMembership implements Membership {
    private final TreeSet<Integer> held = new TreeSet<>();
    private Member member;

    public void assign(List<Integer> partitions) {
        held.addAll(partitions);
        member.assigned(partitions);
    }

    @Override
    public void start(Member value) {
        member = value;
    }

    @Override
    public boolean joined() {
        return member != null;
    }

    @Override
    public Duration doubt() {
        return Duration.ofMillis(20);
    }

    @Override
    public void rejoin() {}

    @Override
    public long rejoins() {
        return 0;
    }

    @Override
    public void close() {
        member.revoked(List.copyOf(held));
        held.clear();
    }
}
