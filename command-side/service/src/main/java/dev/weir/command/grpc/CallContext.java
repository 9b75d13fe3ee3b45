package dev.weir.command.grpc;

import dev.weir.command.access.Caller;
import io.grpc.Context;
import java.time.Instant;

/** What the metadata of a gRPC call says. */
record CallContext(Caller caller, String idempotencyKey, boolean dryRun, Instant arrived) {
    static final Context.Key<CallContext> KEY = Context.key("weir-call");

    static CallContext current() {
        CallContext call = KEY.get();
        if (call == null) {
            throw new IllegalStateException("a gRPC call came past the token check");
        }
        return call;
    }
}
