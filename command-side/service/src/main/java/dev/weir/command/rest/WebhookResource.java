package dev.weir.command.rest;

import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.Problem;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.webhooks.ReplayRequest;
import dev.weir.command.webhooks.Webhooks;
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
import java.util.OptionalInt;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What became of the deliveries of a subscription, and telling it again. */
@Path("/v1/control")
@Tag(name = "subscriptions")
public final class WebhookResource {
    private static final int IDS_MAX = 100;

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
        ControlAccess.demandReader(tokens, authorization);
        OptionalInt rows = ControlAccess.rows(limit);
        if (rows.isEmpty()) {
            return ControlAccess.wrongRows();
        }
        requirePresent();
        if (!webhooks.isKnown(subscription)) {
            return unknown(subscription);
        }
        return webhooks.attempts(subscription, id, rows.getAsInt())
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
        ControlAccess.demandAdmin(tokens, authorization);
        if (from.isEmpty() && ids.isEmpty()) {
            return ControlAccess.invalid("from", "a time, or ids of deliveries");
        }
        if (ids.size() > IDS_MAX) {
            return ControlAccess.invalid("id", "at most " + IDS_MAX);
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
            return ControlAccess.invalid(
                    "from", "from and until are times like 2026-01-31T12:00:00Z");
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
            return ControlAccess.invalid("cursor", e.getMessage());
        }
    }

    private static long micros(String time, long absent) {
        return time.isEmpty() ? absent : Micros.parse(time);
    }

    private void requirePresent() {
        if (!webhooks.present()) {
            throw new ServiceException(ServiceError.NO_PLATFORM_KEY);
        }
    }

    private static Response unknown(String subscription) {
        return Responses.problem(
                Problem.of(RefusalCode.SUBSCRIPTION_UNKNOWN, Map.of("subscription", subscription)));
    }
}
