package dev.weir.launcher.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.commands.v1.ApproveModel;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.PromoteModel;
import dev.weir.contract.commands.v1.RegisterModel;
import dev.weir.contract.commands.v1.RollBackModel;
import dev.weir.contract.queries.v1.ControlPage;
import dev.weir.contract.queries.v1.ModelStanding;
import dev.weir.launcher.ApiClient;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Json;
import dev.weir.launcher.Tokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control book's commands for models, each sent by the person who is named. */
final class ControlClient {
    /** A node that follows the control book in the log is behind by moments. */
    private static final long FOLLOW_MILLIS_MAX = 10_000;

    private static final long FOLLOW_POLL_MILLIS = 50;

    private final String address;
    private final Tokens tokens;

    /**
     * @param address of a command node
     */
    ControlClient(String address, Tokens tokens) {
        this.address = address;
        this.tokens = tokens;
    }

    /** What became of a command: the reply, or the refusal's stable code and its sentence. */
    record Answer(Optional<CommandReply> reply, String code, String detail) {
        /**
         * @throws Failure if the command was refused
         */
        CommandReply orFail(String doing) {
            return reply.orElseThrow(
                    () -> Failure.failed("Could not " + doing + ": " + code + ": " + detail));
        }
    }

    Answer register(String subject, RegisterModel command) {
        return post("/v1/control/models", subject, "analyst", command);
    }

    Answer approve(String subject, String hash) {
        return post(
                "/v1/control/models/" + hash + "/approve",
                subject,
                "approver",
                ApproveModel.getDefaultInstance());
    }

    Answer promote(String subject, String hash, int weightMilli) {
        return post(
                "/v1/control/models/" + hash + "/promote",
                subject,
                "approver",
                PromoteModel.newBuilder().setWeightMilli(weightMilli).build());
    }

    Answer rollBack(String subject) {
        return post(
                "/v1/control/model-roll-back",
                subject,
                "approver",
                RollBackModel.getDefaultInstance());
    }

    /**
     * The models as they stand at a position of the control book or after it.
     *
     * @throws Failure if the node does not come so far in time
     */
    List<ModelStanding> models(String subject, long sequence) throws InterruptedException {
        try (ApiClient api = as(subject, "analyst")) {
            for (long waited = 0; ; waited += FOLLOW_POLL_MILLIS) {
                List<ModelStanding> models = new ArrayList<>();
                long reached = models(api, models);
                if (reached >= sequence) {
                    return models;
                }
                if (waited >= FOLLOW_MILLIS_MAX) {
                    throw Failure.failed(
                            "The node at "
                                    + address
                                    + " stands at "
                                    + reached
                                    + " of the control book, not yet at "
                                    + sequence
                                    + ".");
                }
                Thread.sleep(FOLLOW_POLL_MILLIS);
            }
        }
    }

    /** Adds all models; gives the position at which the first page was. */
    private static long models(ApiClient api, List<ModelStanding> models) {
        long sequence = -1;
        String cursor = "";
        do {
            HttpResponse<String> response =
                    api.get(
                            "/v1/control/models?limit=100"
                                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            if (response.statusCode() != 200) {
                Answer refused = refused(response);
                throw Failure.failed(
                        "The models cannot be listed: " + refused.code() + ": " + refused.detail());
            }
            ControlPage page = parse(response.body(), ControlPage.newBuilder()).build();
            sequence = sequence < 0 ? page.getSequence() : sequence;
            models.addAll(page.getModelsList());
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
        return sequence;
    }

    private Answer post(String path, String subject, String role, Message command) {
        try (ApiClient api = as(subject, role)) {
            HttpResponse<String> response = api.post(path, json(command), Map.of());
            if (response.statusCode() < 300) {
                CommandReply reply = parse(response.body(), CommandReply.newBuilder()).build();
                return new Answer(Optional.of(reply), "", "");
            }
            return refused(response);
        }
    }

    private ApiClient as(String subject, String role) {
        return new ApiClient(address, () -> tokens.issue(subject, role));
    }

    private static Answer refused(HttpResponse<String> response) {
        try {
            JsonNode problem = Json.MAPPER.readTree(response.body());
            String code = problem.path("code").asText("");
            return new Answer(
                    Optional.empty(),
                    code.isEmpty() ? "HTTP " + response.statusCode() : code,
                    problem.path("detail").asText(""));
        } catch (JsonProcessingException e) {
            return new Answer(Optional.empty(), "HTTP " + response.statusCode(), response.body());
        }
    }

    private static String json(Message message) {
        try {
            return JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("message cannot be printed", e);
        }
    }

    private static <B extends Message.Builder> B parse(String json, B builder) {
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(json, builder);
            return builder;
        } catch (InvalidProtocolBufferException e) {
            throw Failure.failed("The platform's answer is not understood: " + e.getMessage(), e);
        }
    }
}
