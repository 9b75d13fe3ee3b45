package dev.weir.command.rest;

import dev.weir.command.access.Caller;
import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.Problem;
import dev.weir.command.api.Role;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.webhooks.ReplayRequest;
import dev.weir.command.webhooks.Webhooks;
import dev.weir.contract.Topics;
import dev.weir.contract.log.Micros;
import dev.weir.domain.RefusalCode;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What became of the deliveries of a subscription, and telling it again. */
@Path("/v1/control")
@Tag(name = "subscriptions")
public final class WebhookResource {
    private static final int LIMIT_MAX = 1_000;
    private static final int IDS_MAX = 100;
    private static final Set<Role> READERS =
            Set.of(Role.READER, Role.ANALYST, Role.APPROVER, Role.ADMIN);

    private final Webhooks webhooks;
    private final TokenCheck tokens;

    @Inject
    public WebhookResource(Webhooks webhooks, TokenCheck tokens) {
        this.webhooks = webhooks;
        this.tokens = tokens;
    }

    @GET
    @Path("/subscriptions/{subscription}/deliveries")
    @Blocking
    @Operation(
            operationId = "listDeliveries",
            summary = "the newest attempts to deliver to a subscription, or of one delivery")
    public Response deliveries(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("subscription") String subscription,
            @QueryParam("id") @DefaultValue("") String id,
            @QueryParam("limit") @DefaultValue("100") String limit)
            throws InterruptedException {
        demand(authorization, READERS);
        int rows = number(limit);
        if (rows < 1 || rows > LIMIT_MAX) {
            return invalid("limit", "1 to " + LIMIT_MAX);
        }
        requirePresent();
        if (!webhooks.isKnown(subscription)) {
            return unknown(subscription);
        }
        return webhooks.attempts(subscription, id, rows)
                .map(attempts -> Response.ok(attempts).build())
                .orElseThrow(() -> new ServiceException(ServiceError.OVERLOADED));
    }

    @POST
    @Path("/subscriptions/{subscription}/replay")
    @Blocking
    @Operation(
            operationId = "replayDeliveries",
            summary =
                    "tells an active subscription again of what was recorded from a time on, until"
                            + " a time, or of the deliveries with these ids")
    public Response replay(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("subscription") String subscription,
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("until") @DefaultValue("") String until,
            @QueryParam("id") List<String> ids,
            @QueryParam("cursor") @DefaultValue("") String cursor)
            throws InterruptedException {
        demand(authorization, Set.of(Role.ADMIN));
        if (from.isEmpty() && ids.isEmpty()) {
            return invalid("from", "a time, or ids of deliveries");
        }
        if (ids.size() > IDS_MAX) {
            return invalid("id", "at most " + IDS_MAX);
        }
        ReplayRequest request;
        try {
            request =
                    new ReplayRequest(
                            micros(from, Long.MIN_VALUE),
                            micros(until, Long.MAX_VALUE),
                            Set.copyOf(ids),
                            cursor);
        } catch (DateTimeException e) {
            return invalid("from", "from and until are times like 2026-01-31T12:00:00Z");
        }
        requirePresent();
        if (!webhooks.isActive(subscription)) {
            return unknown(subscription);
        }
        try {
            return webhooks.replay(subscription, request)
                    .map(reply -> Response.ok(reply).build())
                    .orElseThrow(() -> new ServiceException(ServiceError.OVERLOADED));
        } catch (IllegalArgumentException e) {
            return invalid("cursor", e.getMessage());
        }
    }

    private static long micros(String time, long absent) {
        return time.isEmpty() ? absent : Micros.parse(time);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void requirePresent() {
        if (!webhooks.present()) {
            throw new ServiceException(ServiceError.NO_PLATFORM_KEY);
        }
    }

    private void demand(String authorization, Set<Role> roles) {
        Caller caller = tokens.callerOf(authorization);
        if (roles.stream().noneMatch(role -> caller.roles().contains(role.claim()))) {
            caller.requireRole(roles.contains(Role.READER) ? Role.READER : Role.ADMIN);
        }
        caller.requireBook(Topics.CONTROL_BOOK);
    }

    private static Response invalid(String field, String problem) {
        return Responses.problem(
                Problem.of(RefusalCode.FIELD_INVALID, Map.of("field", field, "problem", problem)));
    }

    private static Response unknown(String subscription) {
        return Responses.problem(
                Problem.of(RefusalCode.SUBSCRIPTION_UNKNOWN, Map.of("subscription", subscription)));
    }
}
