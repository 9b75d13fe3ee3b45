package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir private Path data;

    private JwtClaims read(String token, Instant now) throws InvalidJwtException {
        return new JwtConsumerBuilder()
                .setVerificationKey(new Keys(data).publicKey())
                .setExpectedIssuer("weir")
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
                .build()
                .processToClaims(token);
    }

    @Test
    void aTokenVerifiesWithThePublicKeyAndCarriesRolesAndBooks() throws Exception {
        String token =
                Tokens.of(data, () -> NOON)
                        .issue("ann", List.of("writer"), List.of("eu", "us"), Duration.ofHours(2));

        JwtClaims claims = read(token, NOON.plusSeconds(7199));

        assertThat(claims.getSubject()).isEqualTo("ann");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("writer");
        assertThat(claims.getStringListClaimValue("books")).containsExactly("eu", "us");
    }

    @Test
    void aTokenEndsWithItsTime() {
        String token = Tokens.of(data, () -> NOON).issue("ann", "reader");

        assertThatThrownBy(() -> read(token, NOON.plus(Tokens.TTL).plusSeconds(1)))
                .isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void aNodeHasARoleThatNoPersonIsGiven() throws Exception {
        Tokens tokens = Tokens.of(data, () -> NOON);

        JwtClaims claims = read(tokens.ofNode("command-2"), NOON.plus(Duration.ofDays(3_000)));

        assertThat(claims.getSubject()).isEqualTo("command-2");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("node");
        assertThatThrownBy(() -> tokens.issue("ann", "node")).isInstanceOf(Failure.class);
    }

    @Test
    void keysAreMadeOnceAndThePrivateOneIsSecret() throws Exception {
        Tokens.of(data, () -> NOON);
        Keys keys = new Keys(data);
        String first = Files.readString(keys.privateKeyFile());

        keys.ensure();

        assertThat(Files.readString(keys.privateKeyFile())).isEqualTo(first);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(keys.privateKeyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLostPublicKeyIsMadeAgainFromThePrivateOne() throws Exception {
        String token = Tokens.of(data, () -> NOON).issue("ann", "reader");
        Files.delete(new Keys(data).publicKeyFile());

        Tokens.of(data, () -> NOON);

        assertThat(read(token, NOON).getSubject()).isEqualTo("ann");
    }

    @Test
    void aPasswordStaysTheSame() {
        Keys keys = new Keys(data);

        assertThat(keys.password("postgres")).hasSize(48).isEqualTo(keys.password("postgres"));
    }
}
