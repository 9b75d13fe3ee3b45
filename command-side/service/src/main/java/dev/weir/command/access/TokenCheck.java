package dev.weir.command.access;

import dev.weir.command.api.BearerToken;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * From the Authorization header to the caller, for REST and gRPC alike. Signature, issuer and
 * expiry are checked by SmallRye JWT; a token that passed is remembered until it expires, since an
 * RSA check per payment would cost more than the rest of the way in.
 */
@Singleton
public final class TokenCheck {
    private static final String BEARER = "bearer ";

    /** Tokens remembered; more are checked each time. A platform hands out a few, not thousands. */
    private static final int REMEMBERED_MAX = 1_000;

    private final JWTParser parser;
    private final InstantSource clock;
    private final Map<String, Checked> remembered = new ConcurrentHashMap<>();

    @Inject
    public TokenCheck(JWTParser parser, InstantSource clock) {
        this.parser = parser;
        this.clock = clock;
    }

    /**
     * The caller.
     *
     * @param authorization the header's text, null if there was none
     * @throws ServiceException TOKEN_MISSING or TOKEN_INVALID
     */
    public Caller callerOf(String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw new ServiceException(ServiceError.TOKEN_MISSING);
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw invalid("it is no Bearer token");
        }
        String token = authorization.substring(BEARER.length()).trim();
        long nowSeconds = clock.instant().getEpochSecond();
        Checked known = remembered.get(token);
        if (known != null) {
            if (known.expiresSeconds() > nowSeconds) {
                return known.caller();
            }
            remembered.remove(token);
        }
        Checked checked = check(token);
        if (remembered.size() < REMEMBERED_MAX) {
            remembered.put(token, checked);
        } else {
            remembered.values().removeIf(old -> old.expiresSeconds() <= nowSeconds);
        }
        return checked.caller();
    }

    private Checked check(String token) {
        try {
            JsonWebToken jwt = parser.parse(token);
            String subject = jwt.getSubject() == null ? "" : jwt.getSubject();
            Set<String> groups = jwt.getGroups() == null ? Set.of() : jwt.getGroups();
            Caller caller = new Caller(subject, groups, books(jwt), new BearerToken(token));
            return new Checked(caller, jwt.getExpirationTime());
        } catch (ParseException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            boolean expired = String.valueOf(cause.getMessage()).contains("no longer valid");
            throw invalid(expired ? "it has expired" : "signature, issuer or form is wrong");
        }
    }

    private static Set<String> books(JsonWebToken jwt) {
        Object claim = jwt.getClaim("books");
        Set<String> books = new HashSet<>();
        if (claim instanceof JsonArray array) {
            array.getValuesAs(JsonString.class).forEach(book -> books.add(book.getString()));
        } else if (claim instanceof Iterable<?> iterable) {
            iterable.forEach(book -> books.add(String.valueOf(book)));
        } else if (claim instanceof JsonString one) {
            books.add(one.getString());
        } else if (claim instanceof String one) {
            books.add(one);
        }
        return books;
    }

    private static ServiceException invalid(String problem) {
        return new ServiceException(ServiceError.TOKEN_INVALID, Map.of("problem", problem));
    }

    private record Checked(Caller caller, long expiresSeconds) {}
}
