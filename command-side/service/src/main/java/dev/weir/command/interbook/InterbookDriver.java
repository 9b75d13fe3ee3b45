package dev.weir.command.interbook;

import dev.weir.command.engine.BookDispatcher;
import dev.weir.contract.commands.v1.BookTransferResult;
import dev.weir.contract.commands.v1.BookTransferState;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.domain.Book;
import dev.weir.eventstore.Lane;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings transfers to other books to their end, each from the folded state of the sending book: at
 * once when it begins, when a partition begins to serve, and on every tick what is still open. So
 * no message need arrive, and none does harm twice.
 */
public final class InterbookDriver {
    private final BookDispatcher dispatcher;
    private final BookPort port;
    private final InstantSource clock;
    private final Map<Integer, InterbookRoom> rooms = new ConcurrentHashMap<>();

    public InterbookDriver(BookDispatcher dispatcher, BookPort port, InstantSource clock) {
        this.dispatcher = dispatcher;
        this.port = port;
        this.clock = clock;
    }

    /** A partition begins to serve; on its loop. What the former owner sent is sent again. */
    public void serving(int partition) {
        InterbookRoom fresh = new InterbookRoom(partition, dispatcher, port, clock);
        end(rooms.put(partition, fresh));
        dispatcher.<Void>onLoop(
                partition,
                Lane.PRIORITY,
                () -> {
                    fresh.drive();
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** The partition is another node's from now on, which sends again what is open. */
    public void ended(int partition) {
        end(rooms.remove(partition));
    }

    /** Sends what is open and not tried just now; on the partition's loop. */
    public void tick(int partition) {
        InterbookRoom room = rooms.get(partition);
        if (room != null) {
            room.drive();
        }
    }

    /**
     * A client's transfer was accepted or is a repeat; on the loop, in the same turn.
     *
     * @return where it stands
     */
    public BookTransferResult sent(int partition, Book book, String transferId) {
        InterbookRoom room = rooms.get(partition);
        if (room != null) {
            book.outgoing(transferId).ifPresent(transfer -> room.begin(book.id(), transfer));
        }
        return BookTransferResult.newBuilder()
                .setTransferId(transferId)
                .setState(stateOf(book, transferId))
                .build();
    }

    /** Transfers of the partition's books that still wait for the other book's word. */
    public long open(int partition) {
        InterbookRoom room = rooms.get(partition);
        return room == null ? 0 : room.open();
    }

    /** Age of the oldest of them, seconds; 0 for none. */
    public long oldestSeconds(int partition) {
        InterbookRoom room = rooms.get(partition);
        return room == null ? 0 : room.oldestSeconds();
    }

    private static void end(InterbookRoom room) {
        if (room != null) {
            room.end();
        }
    }

    private static BookTransferState stateOf(Book book, String transferId) {
        OutgoingStage stage =
                book.outgoingStage(transferId).orElse(OutgoingStage.OUTGOING_STAGE_UNSPECIFIED);
        return switch (stage) {
            case OUTGOING_STARTED -> BookTransferState.BOOK_TRANSFER_STARTED;
            case OUTGOING_SETTLED -> BookTransferState.BOOK_TRANSFER_SETTLED;
            case OUTGOING_RELEASED -> BookTransferState.BOOK_TRANSFER_RELEASED;
            case OUTGOING_STAGE_UNSPECIFIED, UNRECOGNIZED ->
                    BookTransferState.BOOK_TRANSFER_STATE_UNSPECIFIED;
        };
    }
}
