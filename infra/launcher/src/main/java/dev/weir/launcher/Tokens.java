package dev.weir.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Makes tokens that the services of this platform accept: RS256, issuer "weir". */
public final class Tokens {
    public static final String ISSUER = "weir";
    public static final String EVERY_BOOK = "*";
    public static final Set<String> ROLES =
            Set.of("writer", "reader", "analyst", "approver", "admin");
    public static final Duration TTL = Duration.ofHours(1);

    /** No platform runs longer without `weir up`, which makes new ones. */
    private static final Duration NODE_TTL = Duration.ofDays(3_650);

    private final Keys keys;
    private final InstantSource clock;

    private Tokens(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** For the platform of this data folder, whose keys are made if it has none yet. */
    public static Tokens of(Path data, InstantSource clock) {
        Keys keys = new Keys(data);
        keys.ensure();
        return new Tokens(keys, clock);
    }

    /** A token for every book with these roles, valid for an hour. */
    public String issue(String subject, String... roles) {
        return issue(subject, List.of(roles), List.of(EVERY_BOOK), TTL);
    }

    /**
     * @param roles of {@link #ROLES}
     * @param books the books it may touch, or {@link #EVERY_BOOK}
     */
    public String issue(String subject, List<String> roles, List<String> books, Duration ttl) {
        for (String role : roles) {
            if (!ROLES.contains(role)) {
                throw Failure.wrongUsage(
                        "There is no role '"
                                + role
                                + "': choose of writer, reader, analyst,"
                                + " approver, admin.");
            }
        }
        return sign(subject, roles, books, ttl);
    }

    /** For a command node: with it, it sends commands of its own to the owners of other books. */
    public String ofNode(String name) {
        return sign(name, List.of("node"), List.of(EVERY_BOOK), NODE_TTL);
    }

    private String sign(String subject, List<String> roles, List<String> books, Duration ttl) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(subject);
        // Quarkus takes the caller's name from upn when it is there
        claims.setStringClaim("upn", subject);
        claims.setStringListClaim("groups", roles);
        claims.setStringListClaim("books", books);
        var now = clock.instant();
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(ttl).getEpochSecond()));
        claims.setGeneratedJwtId();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setKey(keys.privateKey());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw Failure.failed("The token cannot be signed: " + e.getMessage(), e);
        }
    }
}
