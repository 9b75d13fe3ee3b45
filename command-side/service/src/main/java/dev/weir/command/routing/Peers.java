package dev.weir.command.routing;

import dev.weir.command.api.BearerToken;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The other nodes: a port, so that the router can be tested without them. */
public interface Peers extends AutoCloseable {

    /**
     * Hands a command to a node. Fails with {@link NotSentException} if it certainly did not get
     * there, else with {@link dev.weir.command.api.ServiceException}: OVERLOADED when too much is
     * under way to that node, OUTCOME_UNKNOWN when no answer came.
     *
     * @param address host:port
     * @param patience after that no answer is waited for any more
     */
    CompletableFuture<ForwardReply> forward(
            String address, BearerToken token, ForwardRequest request, Duration patience);

    @Override
    void close();

    /** Nobody can be reached: for a node that is alone. */
    Peers NONE =
            new Peers() {
                @Override
                public CompletableFuture<ForwardReply> forward(
                        String address,
                        BearerToken token,
                        ForwardRequest request,
                        Duration patience) {
                    return CompletableFuture.failedFuture(
                            new NotSentException("this node knows no other", null));
                }

                @Override
                public void close() {}
            };

    /** The command did not leave this node: it can be sent again. */
    final class NotSentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotSentException(String message, Throwable cause) {
            super(message, cause, false, false);
        }
    }
}
