package dev.weir.launcher.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.queries.v1.ModelStanding;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a command node that is a page. */
class ControlClientTest {
    private static final String HASH = "ab".repeat(32);

    @TempDir private Path data;

    private HttpServer node;
    private ControlClient control;
    private int status = 200;
    private String answer = "{}";
    private int position;
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void startNode() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", this::answer);
        node.start();
        control =
                new ControlClient(
                        "http://127.0.0.1:" + node.getAddress().getPort(),
                        Tokens.of(data, InstantSource.system()));
    }

    @AfterEach
    void stopNode() {
        node.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("Authorization").split("\\.")[1];
        String claims = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        calls.add(exchange.getRequestURI() + " " + claims + " " + body);
        byte[] bytes =
                answer.replace("POSITION", Integer.toString(position++))
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void eachCommandIsSentByThePersonWhoIsNamedInTheRoleThatItTakes() {
        answer = "{\"position\":\"control:7\",\"sequence\":\"7\",\"id\":\"" + HASH + "\"}";

        CommandReply reply = control.promote("bob", HASH, 500_000).orFail("promote the model");
        control.approve("bob", HASH).orFail("approve the model");
        control.rollBack("ann").orFail("roll back");

        assertThat(reply.getPosition()).isEqualTo("control:7");
        assertThat(calls.get(0))
                .startsWith("/v1/control/models/" + HASH + "/promote ")
                .contains("\"sub\":\"bob\"", "\"approver\"", "{\"weight_milli\":500000}");
        assertThat(calls.get(1)).startsWith("/v1/control/models/" + HASH + "/approve ");
        assertThat(calls.get(2))
                .startsWith("/v1/control/model-roll-back ")
                .contains("\"sub\":\"ann\"");
    }

    @Test
    void aRefusalIsToldWithItsCode() {
        status = 422;
        answer = "{\"code\":\"OWN_APPROVAL\",\"detail\":\"local registered it.\"}";

        assertThatThrownBy(() -> control.approve("local", HASH).orFail("approve the model"))
                .isInstanceOf(Failure.class)
                .hasMessage("Could not approve the model: OWN_APPROVAL: local registered it.");
    }

    @Test
    void modelsAreThoseOfThePositionThatIsAskedFor() throws InterruptedException {
        answer =
                "{\"sequence\":\"POSITION\",\"models\":[{\"model\":{\"model_hash\":\""
                        + HASH
                        + "\"},\"champion\":true}]}";

        List<ModelStanding> models = control.models("ann", 3);

        assertThat(calls).as("positions 0 to 3").hasSize(4);
        assertThat(models).hasSize(1);
        assertThat(models.getFirst().getModel().getModelHash()).isEqualTo(HASH);
        assertThat(models.getFirst().getChampion()).isTrue();
    }
}
