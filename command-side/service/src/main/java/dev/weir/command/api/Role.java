package dev.weir.command.api;

import java.util.Locale;

/** Roles of a token, the claim {@code groups}; in the token in lower case. */
public enum Role {
    WRITER,
    READER,
    ANALYST,
    APPROVER,
    ADMIN,
    /** Of the nodes themselves, for commands between them; no client gets it. */
    NODE;

    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }
}
