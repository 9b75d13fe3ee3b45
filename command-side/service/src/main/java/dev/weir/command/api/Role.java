package dev.weir.command.api;

import java.util.Locale;

/** Roles of a token, the claim {@code groups}; in the token in lower case. */
public enum Role {
    WRITER,
    READER,
    ANALYST,
    APPROVER,
    ADMIN;

    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }
}
