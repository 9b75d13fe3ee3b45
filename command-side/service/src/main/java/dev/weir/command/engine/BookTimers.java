package dev.weir.command.engine;

import dev.weir.contract.log.Micros;
import dev.weir.domain.Book;
import dev.weir.domain.InternalCommand;
import java.time.InstantSource;

/** Lets a book do what is due by time alone; only on the loop of its partition. */
final class BookTimers {
    /**
     * Runs in one turn of the loop, each of at most 100 events: a mass expiry goes on at the next
     * tick and meanwhile commands get between.
     */
    private static final int RUNS_PER_TURN = 5;

    private final BookDispatcher dispatcher;
    private final InstantSource clock;

    BookTimers(BookDispatcher dispatcher, InstantSource clock) {
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /** Whether anything was due. */
    boolean fire(String id) {
        Book book = (Book) dispatcher.node().state(id);
        int runs = 0;
        while (runs < RUNS_PER_TURN && book.holdsDue(now(book))) {
            dispatcher.dispatch(BookCommand.internal(id, new InternalCommand.HoldsDue()));
            runs++;
        }
        if (book.keysDue(now(book))) {
            dispatcher.dispatch(BookCommand.internal(id, new InternalCommand.KeysDue()));
        }
        return runs > 0;
    }

    private long now(Book book) {
        return book.now(Micros.of(clock.instant()));
    }
}
