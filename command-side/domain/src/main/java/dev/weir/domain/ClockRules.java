package dev.weir.domain;

import dev.weir.contract.book.v1.IdempotencyKeysExpired;
import dev.weir.contract.book.v1.TestClockMoved;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.log.Micros;
import java.util.List;

/** What the passing of time asks for. */
final class ClockRules {
    private ClockRules() {}

    static Outcome move(Dispatch.Call call, MoveTestClock c) {
        Findings f = call.findings();
        String book = call.state().id();
        long now = call.nowMicros();
        if (!c.hasNow()) {
            f.add(RefusalCode.FIELD_MISSING, "field", "now");
        } else if (!Fields.isTimestamp(c.getNow())) {
            Fields.invalid(f, "now", "not a time between the years 1 and 9999");
        } else if (Fields.micros(c.getNow()) < now) {
            f.add(RefusalCode.CLOCK_BACKWARDS, "now", Micros.format(now));
        }
        if (!call.state().testClock()) {
            f.add(RefusalCode.BOOK_HAS_NO_TEST_CLOCK, "book", book);
        }
        return call.orElse(
                () -> {
                    TestClockMoved event =
                            TestClockMoved.newBuilder()
                                    .setNowMicros(Fields.micros(c.getNow()))
                                    .build();
                    return new Outcome.Accepted(List.of(new NewEvent(event, book, now)), book);
                });
    }

    static Outcome forgetKeys(BookState state, long nowMicros) {
        if (!state.keys().due(nowMicros)) {
            return new Outcome.Accepted(List.of(), "");
        }
        IdempotencyKeysExpired event =
                IdempotencyKeysExpired.newBuilder()
                        .setRecordedBeforeMicros(IdempotencyKeys.forgetBefore(nowMicros))
                        .build();
        return new Outcome.Accepted(List.of(new NewEvent(event, "", nowMicros)), "");
    }
}
