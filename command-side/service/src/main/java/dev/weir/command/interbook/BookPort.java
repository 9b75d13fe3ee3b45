package dev.weir.command.interbook;

import com.google.protobuf.Message;
import dev.weir.contract.interbook.v1.AcknowledgeCredit;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The way to a book's owner, wherever it is. */
public interface BookPort {
    /** All calls between books, empty; only nodes may send them. */
    List<Message> CALLS =
            List.of(CreditFromBook.getDefaultInstance(), AcknowledgeCredit.getDefaultInstance());

    /**
     * The empty call of a message's full name.
     *
     * @return empty: no call between books is called so
     */
    static Optional<Message> byName(String wireName) {
        return CALLS.stream()
                .filter(call -> call.getDescriptorForType().getFullName().equals(wireName))
                .findFirst();
    }

    /**
     * Hands a call to the receiving book.
     *
     * @param call a CreditFromBook or an AcknowledgeCredit
     * @return what became of the transfer, once that is durable in the receiving book; fails when
     *     it is not known, and the call is then to be sent again
     */
    CompletableFuture<CreditAnswer> send(String book, Message call);
}
