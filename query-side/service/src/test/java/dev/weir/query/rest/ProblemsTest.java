package dev.weir.query.rest;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.progress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.query.Client.Answer;
import dev.weir.query.ServiceTest;
import dev.weir.query.ViewsTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What failures below the calls become. */
@ServiceTest
class ProblemsTest extends ViewsTest {
    @Inject DataSource source;

    private final Problems problems = new Problems();

    private static String code(Response response) {
        return new JsonObject((String) response.getEntity()).getString("code");
    }

    @ParameterizedTest(name = "SQL state {0}: {1}")
    @CsvSource({
        "57014, QUERY_TOO_LONG",
        "57P01, STORE_UNAVAILABLE",
        "08006, STORE_UNAVAILABLE",
        "53300, STORE_UNAVAILABLE",
        ", STORE_UNAVAILABLE",
        "42P01, INTERNAL"
    })
    void aFailureOfTheDatabaseSaysWhetherToTryAgain(String state, String code) {
        Response answer = problems.database(new SQLException("broken", state));
        assertThat(code(answer)).isEqualTo(code);
        assertThat(answer.getHeaderString("Retry-After"))
                .isEqualTo(code.equals("STORE_UNAVAILABLE") ? "1" : null);
    }

    @Test
    void aFailureOfTheDatabaseIsADocumentToo() throws SQLException {
        topic.views(0, account("broken", "a", 1, 1), progress("broken", 1));
        awaitPosition("broken", 1);
        rename("case_file", "case_file_away");
        try {
            Answer answer = reader.get("/v1/books/broken/cases");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.code()).isEqualTo("INTERNAL");
        } finally {
            rename("case_file_away", "case_file");
        }
    }

    private void rename(String table, String name) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " RENAME TO " + name);
        }
    }

    @Test
    void aFailureThatNobodyForesawIsInternal() {
        assertThat(code(problems.other(new IllegalStateException("written by a test"))))
                .isEqualTo("INTERNAL");
    }

    @Test
    void refusalsOfTheHttpLayerHaveCodesToo() {
        assertThat(code(problems.web(new NotAllowedException("GET"))))
                .isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(code(problems.web(new BadRequestException()))).isEqualTo("NOT_FOUND");
        assertThat(code(problems.web(new InternalServerErrorException()))).isEqualTo("INTERNAL");
    }

    @Test
    void anAnswerInAMediaTypeThatThereIsNotIsRefused() {
        Answer answer = reader.get("/v1/books/x/stream", "Accept", "image/png");
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.code()).isEqualTo("NOT_ACCEPTABLE");
    }
}
