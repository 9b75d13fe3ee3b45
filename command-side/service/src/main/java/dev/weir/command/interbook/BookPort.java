package dev.weir.command.interbook;

import com.google.protobuf.Message;
import dev.weir.contract.interbook.v1.CreditAnswer;
import java.util.concurrent.CompletableFuture;

/** The way to a book's owner, wherever it is. */
public interface BookPort {
    /**
     * Hands a call to the receiving book.
     *
     * @param call a CreditFromBook or an AcknowledgeCredit
     * @return what became of the transfer, once that is durable in the receiving book; fails when
     *     it is not known, and the call is then to be sent again
     */
    CompletableFuture<CreditAnswer> send(String book, Message call);
}
