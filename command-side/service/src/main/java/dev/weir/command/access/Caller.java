package dev.weir.command.access;

import dev.weir.command.api.BearerToken;
import dev.weir.command.api.Role;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import java.util.Map;
import java.util.Set;

/**
 * Who calls, as the token says.
 *
 * @param subject name of the caller
 * @param roles in lower case
 * @param books books that the token covers, or {@code *} for all
 * @param token the token itself
 */
public record Caller(String subject, Set<String> roles, Set<String> books, BearerToken token) {
    private static final String ALL = "*";

    public Caller {
        roles = Set.copyOf(roles);
        books = Set.copyOf(books);
    }

    /** Throws ROLE_MISSING unless the caller has the role. */
    public void requireRole(Role role) {
        if (!roles.contains(role.claim())) {
            throw new ServiceException(ServiceError.ROLE_MISSING, Map.of("role", role.claim()));
        }
    }

    /** Throws BOOK_FORBIDDEN unless the token covers the book. */
    public void requireBook(String book) {
        if (!books.contains(ALL) && !books.contains(book)) {
            throw new ServiceException(ServiceError.BOOK_FORBIDDEN, Map.of("book", book));
        }
    }
}
