package dev.weir.command.rest;

import com.google.protobuf.Message;
import dev.weir.command.access.Caller;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.FrontDoor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** From a REST call to the front door and back. */
@Singleton
public final class Commands {
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String DRY_RUN_HEADER = "Weir-Dry-Run";

    private final FrontDoor door;

    @Inject
    public Commands(FrontDoor door) {
        this.door = door;
    }

    Incoming in(ContainerRequestContext request, Message body) {
        return new Incoming(door, request, body);
    }

    static Caller caller(ContainerRequestContext request) {
        return (Caller) request.getProperty(AccessFilter.CALLER);
    }

    static Instant arrived(ContainerRequestContext request) {
        return (Instant) request.getProperty(AccessFilter.ARRIVED);
    }

    static String key(ContainerRequestContext request) {
        return request.getHeaderString(KEY_HEADER);
    }

    static boolean isDryRun(ContainerRequestContext request) {
        return FrontDoor.isDryRun(request.getHeaderString(DRY_RUN_HEADER));
    }

    /** A call whose address still goes into its message. */
    record Incoming(FrontDoor door, ContainerRequestContext request, Message command) {
        Incoming at(String field, String value) {
            return new Incoming(door, request, Fields.withAddress(command, field, value));
        }

        CompletionStage<Response> submit() {
            Caller caller = caller(request);
            CommandKind kind = CommandKind.of(command);
            String book = kind.coveredBook(command);
            if (!book.isEmpty()) {
                caller.requireBook(book);
            }
            return door.command(
                            command,
                            key(request),
                            isDryRun(request),
                            caller.subject(),
                            arrived(request),
                            caller.token())
                    .answer()
                    .thenApply(answer -> Responses.of(kind, answer));
        }
    }
}
