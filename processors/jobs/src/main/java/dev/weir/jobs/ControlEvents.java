package dev.weir.jobs;

import org.apache.flink.api.common.functions.FilterFunction;

/** Tells the control book, which every subtask needs, from the books that are decided. */
final class ControlEvents implements FilterFunction<EventIn> {
    private static final long serialVersionUID = 1L;

    private final boolean wanted;

    private ControlEvents(boolean wanted) {
        this.wanted = wanted;
    }

    static ControlEvents only() {
        return new ControlEvents(true);
    }

    static ControlEvents none() {
        return new ControlEvents(false);
    }

    @Override
    public boolean filter(EventIn event) {
        return event.isControl() == wanted;
    }
}
