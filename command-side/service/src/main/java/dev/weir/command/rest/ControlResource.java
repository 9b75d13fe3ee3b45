package dev.weir.command.rest;

import dev.weir.command.access.Caller;
import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.Problem;
import dev.weir.command.api.Role;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.engine.Platform;
import dev.weir.contract.Topics;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.domain.ControlKind;
import dev.weir.domain.RefusalCode;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * What stands in the control book. It lies here and not with the query service, since every node
 * has it on its heap, as new as the payments that it stamps.
 */
@Path("/v1/control")
@Tag(name = "control")
public final class ControlResource {
    private static final int LIMIT_MAX = 1_000;
    private static final Set<Role> READERS =
            Set.of(Role.READER, Role.ANALYST, Role.APPROVER, Role.ADMIN);

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
        demand(authorization);
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
        demand(authorization);
        return page(ControlKind.ENTRIES, list, cursor, limit);
    }

    private Response page(ControlKind kind, String list, String cursor, String limit) {
        int rows;
        try {
            rows = Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            rows = 0;
        }
        if (rows < 1 || rows > LIMIT_MAX) {
            return Responses.problem(
                    Problem.of(
                            RefusalCode.FIELD_INVALID,
                            Map.of("field", "limit", "problem", "1 to " + LIMIT_MAX)));
        }
        ControlPage page = platform.control(kind, list, cursor, rows);
        return Response.ok(page)
                .header(Responses.POSITION_HEADER, Topics.CONTROL_BOOK + ':' + page.getSequence())
                .build();
    }

    private void demand(String authorization) {
        Caller caller = tokens.callerOf(authorization);
        if (READERS.stream().noneMatch(role -> caller.roles().contains(role.claim()))) {
            caller.requireRole(Role.READER);
        }
        caller.requireBook(Topics.CONTROL_BOOK);
    }

    private static String nameOf(ControlKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
