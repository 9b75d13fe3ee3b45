package dev.weir.query.rest;

import dev.weir.query.Position;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure as a problem document of RFC 9457. */
public class Problems {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_PREFIX = "https://weir.dev/errors/";

    /** SQL state of a statement that ran into its timeout. */
    private static final String QUERY_CANCELED = "57014";

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    public Response problem(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.code().status()).type(MEDIA_TYPE).entity(document(problem));
        Map<String, String> parameters = problem.parameters();
        switch (problem.code()) {
            case OVERLOADED, STORE_UNAVAILABLE -> answer.header(HttpHeaders.RETRY_AFTER, "1");
            case TOKEN_MISSING, TOKEN_INVALID ->
                    answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"weir\"");
            case POSITION_NOT_REACHED -> {
                answer.header(Answers.WAITED_HEADER, parameters.get("waited_millis"));
                if (!parameters.get("reached").startsWith("-")) {
                    answer.header(
                            Position.HEADER,
                            parameters.get("book") + ":" + parameters.get("reached"));
                }
            }
            default -> {}
        }
        return answer.build();
    }

    @ServerExceptionMapper
    public Response unauthorized(UnauthorizedException e, HttpHeaders headers) {
        boolean hasToken = headers.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
        return problem(
                new Problem(hasToken ? ProblemCode.TOKEN_INVALID : ProblemCode.TOKEN_MISSING));
    }

    @ServerExceptionMapper
    public Response authenticationFailed(AuthenticationFailedException e) {
        return problem(new Problem(ProblemCode.TOKEN_INVALID));
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e) {
        return problem(new Problem(ProblemCode.ROLE_MISSING, "roles", Access.READER));
    }

    @ServerExceptionMapper
    public Response database(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals(QUERY_CANCELED)) {
            return problem(new Problem(ProblemCode.QUERY_TOO_LONG));
        }
        // Class 08: connection; 57: the server stops or starts; 53: out of resources. Agroal's own
        // have no state.
        boolean isAway =
                state.isEmpty()
                        || state.startsWith("08")
                        || state.startsWith("57")
                        || state.startsWith("53");
        LOG.warnf("query failed (%s): %s", state, e.getMessage());
        return problem(new Problem(isAway ? ProblemCode.STORE_UNAVAILABLE : ProblemCode.INTERNAL));
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e) {
        return problem(new Problem(ProblemCode.NOT_FOUND));
    }

    @ServerExceptionMapper
    public Response web(WebApplicationException e) {
        ProblemCode code =
                switch (e) {
                    case NotAllowedException notAllowed -> ProblemCode.METHOD_NOT_ALLOWED;
                    case NotAcceptableException notAcceptable -> ProblemCode.NOT_ACCEPTABLE;
                    default ->
                            e.getResponse().getStatus() < 500
                                    ? ProblemCode.NOT_FOUND
                                    : ProblemCode.INTERNAL;
                };
        return problem(new Problem(code));
    }

    @ServerExceptionMapper
    public Response other(RuntimeException e) {
        LOG.error("query failed", e);
        return problem(new Problem(ProblemCode.INTERNAL));
    }

    private static String document(Problem problem) {
        return new JsonObject()
                .put("type", TYPE_PREFIX + problem.code())
                .put("title", title(problem.code()))
                .put("status", problem.code().status())
                .put("detail", problem.detail())
                .put("code", problem.code().name())
                .put("parameters", new JsonObject(new LinkedHashMap<>(problem.parameters())))
                .encode();
    }

    /** {@code FIELD_INVALID} as {@code Field invalid}. */
    private static String title(ProblemCode code) {
        String words = code.name().replace('_', ' ');
        return words.charAt(0) + words.substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
