package dev.weir.query.stream;

import dev.weir.query.Position;
import dev.weir.query.rest.Access;
import dev.weir.query.rest.ContractJson;
import dev.weir.query.rest.Problem;
import dev.weir.query.rest.ReadRequest;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Payments and alerts as server-sent events. */
@Path("/v1/books/{book}/stream")
@Authenticated
@Tag(name = "Stream")
public class StreamResource {
    private static final Set<String> KINDS = Set.of(Changes.PAYMENTS, Changes.ALERTS);

    /**
     * Shorter times are no timer. A token that has expired is taken for some time still, since the
     * clocks of machines differ.
     */
    private static final Duration TIMER_MIN = Duration.ofMillis(1);

    private final ChangeStreams streams;
    private final Access access;
    private final Clock clock;

    StreamResource(ChangeStreams streams, Access access, Clock clock) {
        this.streams = streams;
        this.access = access;
        this.clock = clock;
    }

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Operation(
            operationId = "stream",
            summary = "Payments and alerts as they change (reader; alerts alone: analyst)",
            description =
                    "Events payment and alert with id BOOK:SEQUENCE and the view as data. Last-Event-ID"
                            + " resumes behind it. A comment comes when nothing else does. The stream ends"
                            + " with the token.")
    public Multi<OutboundSseEvent> stream(
            @PathParam("book") String book,
            @QueryParam("kinds") String kinds,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
            @BeanParam ReadRequest request,
            @Context Sse sse)
            throws SQLException {
        Set<String> wanted = kinds(kinds);
        if (wanted.contains(Changes.PAYMENTS)) {
            access.demand(book, Access.READER);
        } else {
            access.demand(book, Access.READER, Access.ANALYST);
        }
        request.allowOnly("kinds");
        Duration valid = Duration.ofSeconds(access.expiresAtSeconds()).minusMillis(clock.millis());
        Multi<OutboundSseEvent> events =
                streams.stream(book, resumeAfter(book, lastEventId), wanted)
                        .onItem()
                        .transformToIterable(changes -> events(book, changes, sse));
        OutboundSseEvent hello = sse.newEventBuilder().comment("weir").build();
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(hello), events)
                .select()
                .first(valid.compareTo(TIMER_MIN) < 0 ? TIMER_MIN : valid);
    }

    private static List<OutboundSseEvent> events(String book, List<Change> changes, Sse sse) {
        if (changes.isEmpty()) {
            return List.of(sse.newEventBuilder().comment("nothing new").build());
        }
        return changes.stream()
                .map(
                        change ->
                                sse.newEventBuilder()
                                        .name(change.kind())
                                        .id(new Position(book, change.resumeAt()).toString())
                                        .data(String.class, ContractJson.print(change.view()))
                                        .build())
                .toList();
    }

    private static Set<String> kinds(String text) {
        if (text == null || text.isEmpty()) {
            return KINDS;
        }
        Set<String> wanted = Set.copyOf(Stream.of(text.split(",", -1)).distinct().toList());
        if (!KINDS.containsAll(wanted)) {
            throw Problem.fieldInvalid("kinds", "payments, alerts or both with a comma are taken");
        }
        return wanted;
    }

    /** Null: from now on. */
    private static Long resumeAfter(String book, String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return null;
        }
        return Position.parse(lastEventId.strip())
                .filter(position -> position.book().equals(book))
                .map(Position::sequence)
                .orElseThrow(
                        () ->
                                Problem.fieldInvalid(
                                        HttpHeaders.LAST_EVENT_ID_HEADER,
                                        "it is no id of this stream"));
    }
}
