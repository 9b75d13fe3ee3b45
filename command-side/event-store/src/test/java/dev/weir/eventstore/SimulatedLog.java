package dev.weir.eventstore;

import java.util.List;
import java.util.function.Consumer;

/**
 * An owner's connection to the {@link SimulatedBroker}: before and behind every effect the owner's
 * strand pauses, so that everybody else's steps come between, and any call can fail before or after
 * its effect. A transaction can also be aborted for certain.
 */
final class SimulatedLog implements PartitionLog {
    /** What a connection may suffer, by the seed. */
    interface Weather {
        /** Lets the world go on; {@code slowly}: for a long time. */
        void between(boolean slowly);

        /** Whether something that happens once in so many times happens now. */
        boolean oneIn(int times);

        int pick(int bound);

        /** Whether anything fails at all. */
        boolean isFoul();
    }

    private final SimulatedBroker broker;
    private final Weather weather;
    private final Runnable aborts;
    private long epoch;

    /**
     * @param aborts told of each transaction that is aborted
     */
    SimulatedLog(SimulatedBroker broker, Weather weather, Runnable aborts) {
        this.broker = broker;
        this.weather = weather;
        this.aborts = aborts;
    }

    @Override
    public void fence() {
        travel("the fence was lost");
        epoch = broker.fence();
        travel("the answer to the fence was lost");
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public long end() {
        travel("the end was not told");
        long end = broker.end();
        travel("the answer with the end was lost");
        return end;
    }

    @Override
    public void read(long from, long until, Consumer<Entry> consumer) {
        travel("nothing could be read");
        List<Entry> all = broker.entries();
        int first = 0;
        while (first < all.size() && all.get(first).offset() < from) {
            first++;
        }
        for (int i = first; i < all.size() && all.get(i).offset() < until; i++) {
            if (i % 8 == 7) {
                travel("reading broke off");
            }
            consumer.accept(all.get(i));
        }
    }

    @Override
    public long append(List<Outgoing> records) {
        SimulatedBroker.Request request = new SimulatedBroker.Request(epoch, records);
        weather.between(false);
        if (weather.isFoul() && weather.oneIn(12)) {
            return fail(request);
        }
        if (weather.isFoul() && weather.oneIn(15)) {
            return abort();
        }
        long first = broker.take(request);
        if (weather.oneIn(20)) {
            broker.delay(request);
        }
        weather.between(weather.oneIn(10));
        if (weather.isFoul() && weather.oneIn(25)) {
            throw new IllegalStateException("the answer to a commit was lost");
        }
        return weather.isFoul() && weather.oneIn(40) ? -1 : first;
    }

    /** The transaction was aborted before its commit, and the sender is told so. */
    private long abort() {
        aborts.run();
        weather.between(weather.oneIn(10));
        throw new AbortedException("a transaction was aborted", null);
    }

    /** Committed or not, now or later: the sender is told nothing. */
    private long fail(SimulatedBroker.Request request) {
        switch (weather.pick(4)) {
            case 0 -> {} // lost on its way
            case 1 -> broker.delay(request);
            case 2 -> broker.take(request);
            default -> {
                broker.take(request);
                weather.between(true);
                // Kafka refuses to say again that it was committed, once another has fenced.
                if (request.epoch != broker.epoch()) {
                    throw new FencedException("fenced before the commit was answered");
                }
            }
        }
        weather.between(weather.oneIn(2));
        throw new IllegalStateException("a commit was not answered");
    }

    @Override
    public Tail tail(long from) {
        throw new UnsupportedOperationException("nobody follows a simulated log");
    }

    @Override
    public void close() {}

    private void travel(String failure) {
        weather.between(weather.oneIn(15));
        if (weather.isFoul() && weather.oneIn(30)) {
            throw new IllegalStateException(failure);
        }
    }
}
