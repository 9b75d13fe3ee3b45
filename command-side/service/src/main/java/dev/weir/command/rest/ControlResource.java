package dev.weir.command.rest;

import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.engine.Platform;
import dev.weir.contract.Topics;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.domain.ControlKind;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What stands in the control book. It lies here and not with the query service, since every node
 * has it on its heap, as new as the payments that it stamps.
 */
@Path("/v1/control")
@Tag(name = "control")
public final class ControlResource {
    private final Platform platform;
    private final TokenCheck tokens;

    @Inject
    public ControlResource(Platform platform, TokenCheck tokens) {
        this.platform = platform;
        this.tokens = tokens;
    }

    @GET
    @Path("/{kind}")
    @Blocking
    @Operation(
            operationId = "listControl",
            summary =
                    "rules, patterns, lists, models, thresholds, fallback-policies, late-policies,"
                            + " snoozes or subscriptions, by id")
    public Response list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("kind") String kind,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        ControlAccess.demandReader(tokens, authorization);
        Optional<ControlKind> known =
                Arrays.stream(ControlKind.values())
                        .filter(value -> value != ControlKind.ENTRIES && nameOf(value).equals(kind))
                        .findFirst();
        return known.map(value -> page(value, "", cursor, limit))
                .orElseThrow(() -> new ServiceException(ServiceError.NOT_FOUND));
    }

    @GET
    @Path("/lists/{list}/entries")
    @Blocking
    @Operation(operationId = "listEntries", summary = "entries of a list of the control book")
    public Response entries(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("list") String list,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        ControlAccess.demandReader(tokens, authorization);
        return page(ControlKind.ENTRIES, list, cursor, limit);
    }

    private Response page(ControlKind kind, String list, String cursor, String limit) {
        OptionalInt rows = ControlAccess.rows(limit);
        if (rows.isEmpty()) {
            return ControlAccess.wrongRows();
        }
        ControlPage page = platform.control(kind, list, cursor, rows.getAsInt());
        return Response.ok(page)
                .header(Responses.POSITION_HEADER, Topics.CONTROL_BOOK + ':' + page.getSequence())
                .build();
    }

    private static String nameOf(ControlKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
