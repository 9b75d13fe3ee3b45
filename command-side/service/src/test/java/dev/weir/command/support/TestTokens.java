package dev.weir.command.support;

import dev.weir.command.access.TokenCheck;
import dev.weir.command.api.BearerToken;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.build.Jwt;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/** Tokens and their check, with a key of their own. */
public final class TestTokens {
    private static final long VALID_SECONDS = 3_600;

    private final KeyPair keys;

    public TestTokens() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            keys = generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public TokenCheck check() {
        JWTAuthContextInfo info = new JWTAuthContextInfo(keys.getPublic(), "weir");
        info.setRequireNamedPrincipal(false);
        return new TokenCheck(new DefaultJWTParser(info), InstantSource.system());
    }

    public BearerToken token(Set<String> roles, Set<String> books) {
        return new BearerToken(
                Jwt.issuer("weir")
                        .subject("tester")
                        .groups(roles)
                        .claim("books", books)
                        .expiresAt(Instant.now().plusSeconds(VALID_SECONDS))
                        .sign(keys.getPrivate()));
    }
}
