package dev.weir.command.payments;

import dev.weir.command.api.Answer;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.PaymentResult;
import java.util.concurrent.CompletableFuture;

/** A live payment that somebody waits for: from its request to its durable decision. */
final class Waiting {
    private final int partition;
    private final long arrivedMicros;
    private final long deadlineMicros;
    private final CommandReply request;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile boolean requestDurable;

    Waiting(int partition, long arrivedMicros, int deadlineMillis, CommandReply request) {
        this.partition = partition;
        this.arrivedMicros = arrivedMicros;
        this.deadlineMicros = arrivedMicros + deadlineMillis * 1_000L;
        this.request = request;
    }

    int partition() {
        return partition;
    }

    long arrivedMicros() {
        return arrivedMicros;
    }

    /** When the payment's deadline is, microseconds since 1970. */
    long deadlineMicros() {
        return deadlineMicros;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    boolean isRequestDurable() {
        return requestDurable;
    }

    void requestIsDurable() {
        requestDurable = true;
    }

    /** The request as it stands in the log, without an outcome: ask again with the same key. */
    Answer undecided() {
        return new Answer.Done(
                request.toBuilder()
                        .setPayment(PaymentResult.newBuilder().setPaymentId(request.getId()))
                        .build());
    }
}
