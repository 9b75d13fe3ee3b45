package dev.weir.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** A membership that a test assigns by hand. */
final class HandMembership implements Membership {
    private final AtomicLong rejoins = new AtomicLong();
    private final TreeSet<Integer> held = new TreeSet<>();
    private Member member;

    void assign(int partition) {
        held.add(partition);
        member.assigned(List.of(partition));
    }

    void revoke(int partition) {
        member.revoked(List.of(partition));
        held.remove(partition);
    }

    void lose(int partition) {
        member.lost(List.of(partition));
        held.remove(partition);
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
    public void rejoin() {
        rejoins.incrementAndGet();
    }

    @Override
    public long rejoins() {
        return rejoins.get();
    }

    @Override
    public void close() {
        member.revoked(List.copyOf(held));
    }
}
