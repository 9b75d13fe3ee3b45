package dev.weir.command.rest;

import dev.weir.command.access.Caller;
import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.ServiceException;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.time.InstantSource;

/** Token, role and book before anything else of a call is looked at; notes when it arrived. */
@Provider
public final class AccessFilter implements ContainerRequestFilter {
    static final String CALLER = "weir.caller";
    static final String ARRIVED = "weir.arrived";

    private final TokenCheck tokens;
    private final InstantSource clock;

    @Context ResourceInfo resource;

    @Inject
    public AccessFilter(TokenCheck tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Takes takes = resource.getResourceMethod().getAnnotation(Takes.class);
        if (takes == null) {
            return;
        }
        request.setProperty(ARRIVED, clock.instant());
        try {
            Caller caller = tokens.callerOf(request.getHeaderString(HttpHeaders.AUTHORIZATION));
            caller.requireRole(takes.value().role());
            String book = request.getUriInfo().getPathParameters().getFirst("book");
            if (book != null) {
                caller.requireBook(book);
            }
            request.setProperty(CALLER, caller);
        } catch (ServiceException e) {
            request.abortWith(Responses.problem(e));
        }
    }
}
