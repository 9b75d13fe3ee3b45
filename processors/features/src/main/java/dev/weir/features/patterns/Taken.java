package dev.weir.features.patterns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Events that steps of a sequence took for one entity, in order of time, equal times in order of
 * the log. Of each step the newest {@value #EVENTS_OF_STEP_MAX} are kept; if it counts different
 * ids, one whose id comes again later goes before others. The bound is part of the definition.
 */
final class Taken {
    static final int EVENTS_OF_STEP_MAX = 32;

    private final List<Step> steps;
    private final List<Event> events = new ArrayList<>();

    /**
     * @param atLeast events, or different ids, that complete it
     * @param distinct whether ids are counted and not events
     */
    record Step(int atLeast, boolean distinct) {}

    /**
     * @param time its place in event time, microseconds
     * @param mask the steps that it can take, a bit each
     * @param ids of each step the hash of the id that it counts; 0 where events are counted
     */
    record Event(long time, int mask, long[] ids) {
        boolean canTake(int step) {
            return (mask & 1 << step) != 0;
        }

        private Event without(int step) {
            return new Event(time, mask & ~(1 << step), ids);
        }
    }

    private Taken(List<Step> steps) {
        this.steps = steps;
    }

    /** What stands in a blob; null: nothing. */
    static Taken read(List<Step> steps, ByteBuffer blob) {
        Taken taken = new Taken(steps);
        while (blob != null && blob.hasRemaining()) {
            long time = blob.getLong();
            int mask = blob.getInt();
            long[] ids = new long[steps.size()];
            for (int step = 0; step < ids.length; step++) {
                ids[step] = steps.get(step).distinct() ? blob.getLong() : 0;
            }
            taken.events.add(new Event(time, mask, ids));
        }
        return taken;
    }

    byte[] write() {
        int longs = 1 + (int) steps.stream().filter(Step::distinct).count();
        ByteBuffer blob = ByteBuffer.allocate(events.size() * (longs * Long.BYTES + Integer.BYTES));
        for (Event event : events) {
            blob.putLong(event.time()).putInt(event.mask());
            for (int step = 0; step < steps.size(); step++) {
                if (steps.get(step).distinct()) {
                    blob.putLong(event.ids()[step]);
                }
            }
        }
        return blob.array();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Time of the newest event. */
    long newest() {
        return events.getLast().time();
    }

    /** Puts an event in its place, and forgets those up to a time and those beyond the bound. */
    void add(Event event, long uselessUntil) {
        int at = events.size();
        while (at > 0 && events.get(at - 1).time() > event.time()) {
            at--;
        }
        events.add(at, event);
        for (int step = 0; step < steps.size(); step++) {
            bound(step);
        }
        events.removeIf(kept -> kept.mask() == 0 || kept.time() <= uselessUntil);
    }

    private void bound(int step) {
        int count = 0;
        int oldest = -1;
        int oldestRepeated = -1;
        Set<Long> later = new HashSet<>();
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).canTake(step)) {
                count++;
                oldest = i;
                if (!later.add(events.get(i).ids()[step])) {
                    oldestRepeated = i;
                }
            }
        }
        if (count > EVENTS_OF_STEP_MAX) {
            boolean repeated = steps.get(step).distinct() && oldestRepeated >= 0;
            int dropped = repeated ? oldestRepeated : oldest;
            events.set(dropped, events.get(dropped).without(step));
        }
    }

    /**
     * Whether an event that can take the last step completes the sequence: of those in {@code
     * (event's time - within, event's time]}, each step as early as it can, one after the other.
     */
    boolean isCompletedBy(Event last, long within) {
        int step = 0;
        int count = 0;
        Set<Long> ids = new HashSet<>();
        for (Event event : events) {
            boolean inside = event.time() > last.time() - within && event.time() <= last.time();
            if (!inside || !event.canTake(step)) {
                continue;
            }
            count = count(step, event, count, ids);
            if (step < steps.size() - 1 && count >= steps.get(step).atLeast()) {
                step++;
                count = 0;
                ids.clear();
            }
        }
        return step == steps.size() - 1
                && count(step, last, count, ids) >= steps.get(step).atLeast();
    }

    private int count(int step, Event event, int before, Set<Long> ids) {
        if (!steps.get(step).distinct()) {
            return before + 1;
        }
        ids.add(event.ids()[step]);
        return ids.size();
    }
}
