package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
    /** {@code -Dweir.write=true} writes the page anew. */
    @Test
    void pageListsEveryCodeInItsOrder() throws IOException {
        Path page = Path.of("../../docs/errors.md");
        if (Boolean.getBoolean("weir.write")) {
            Files.writeString(page, page());
        }

        assertThat(Files.readString(page)).isEqualTo(page());
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Refusals

                        Made from `RefusalCode`, in order of precedence: of several that hold, the first is given. The names are permanent;
                        REST problems, gRPC statuses, batches and remembered refusals carry them, with the parameters that the message names.
                        What is refused before it reaches a book (bodies, tokens, roles, load) stands in `api.md`.

                        | code | HTTP | gRPC | message |
                        |---|---|---|---|
                        """);
        for (RefusalCode code : RefusalCode.values()) {
            page.append("| `").append(code.name()).append("` | ");
            page.append(status(code.fault())).append(" | ").append(code.template());
            page.append(" |\n");
        }
        return page.toString();
    }

    private static String status(RefusalCode.Fault fault) {
        return switch (fault) {
            case CALLER_INPUT -> "400 | INVALID_ARGUMENT";
            case ABSENT -> "404 | NOT_FOUND";
            case CONFLICT -> "409 | ALREADY_EXISTS";
            case STATE -> "422 | FAILED_PRECONDITION";
        };
    }
}
