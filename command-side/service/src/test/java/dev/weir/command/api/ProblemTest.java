package dev.weir.command.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.json.ProblemJson;
import dev.weir.domain.RefusalCode;
import io.grpc.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @CsvSource({
        "CALLER_INPUT, 400, INVALID_ARGUMENT",
        "ABSENT, 404, NOT_FOUND",
        "CONFLICT, 409, ALREADY_EXISTS",
        "STATE, 422, FAILED_PRECONDITION"
    })
    void oneTableGivesBothStatuses(RefusalCode.Fault fault, int http, Status.Code grpc) {
        assertThat(Problem.httpStatus(fault)).isEqualTo(http);
        assertThat(Problem.grpcStatus(fault)).isEqualTo(grpc);
    }

    @ParameterizedTest
    @EnumSource(ServiceError.class)
    void namesOfTheServiceAreNoNamesOfTheDomain(ServiceError error) {
        assertThat(RefusalCode.values()).extracting(Enum::name).doesNotContain(error.name());
        assertThat(error.httpStatus()).isBetween(400, 503);
    }

    @Test
    void fillsTheParametersIn() {
        Problem problem = Problem.of(RefusalCode.ACCOUNT_UNKNOWN, Map.of("account", "a-1"));
        assertThat(problem.message())
                .isEqualTo("There is no account a-1 in this book; open it first.");
        assertThat(ProblemJson.of(problem))
                .contains(
                        "\"type\":\"https://weir.dev/errors/ACCOUNT_UNKNOWN\"",
                        "\"status\":404",
                        "\"parameters\":{\"account\":\"a-1\"}");
    }
}
