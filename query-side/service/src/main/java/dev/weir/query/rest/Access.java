package dev.weir.query.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** What the caller's token allows: roles (claim groups) and books (claim books, a list or "*"). */
@RequestScoped
public class Access {
    public static final String READER = "reader";
    public static final String ANALYST = "analyst";
    private static final String BOOKS_CLAIM = "books";
    private static final String EVERY_BOOK = "*";

    private final JsonWebToken token;

    Access(JsonWebToken token) {
        this.token = token;
    }

    /** Throws ROLE_MISSING unless the token has one of the roles, then BOOK_FORBIDDEN. */
    public void demand(String book, String... roles) {
        demandRole(roles);
        if (!reaches(book)) {
            throw new Problem(ProblemCode.BOOK_FORBIDDEN, "book", book);
        }
    }

    /** Throws ROLE_MISSING unless the token has one of the roles. */
    public void demandRole(String... roles) {
        for (String role : roles) {
            if (token.getGroups() != null && token.getGroups().contains(role)) {
                return;
            }
        }
        throw new Problem(ProblemCode.ROLE_MISSING, "roles", String.join(", ", roles));
    }

    boolean reaches(String book) {
        return reaches(books(), book);
    }

    static boolean reaches(Set<String> books, String book) {
        return books.contains(EVERY_BOOK) || books.contains(book);
    }

    /** Until when the token is valid, seconds since 1970. */
    public long expiresAtSeconds() {
        return token.getExpirationTime();
    }

    /** Names of books, or {@code *} for every book. */
    Set<String> books() {
        Object claim = token.getClaim(BOOKS_CLAIM);
        return switch (claim) {
            case null -> Set.of();
            case JsonArray list ->
                    list.stream().map(Access::text).collect(Collectors.toUnmodifiableSet());
            case Collection<?> list ->
                    list.stream().map(Access::text).collect(Collectors.toUnmodifiableSet());
            default -> Set.of(text(claim));
        };
    }

    private static String text(Object value) {
        return value instanceof JsonString string ? string.getString() : String.valueOf(value);
    }
}
