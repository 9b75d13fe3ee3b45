package dev.weir.command.openapi;

import dev.weir.command.api.CommandKind;
import dev.weir.command.json.ProblemJson;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CommandReply;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Gives every operation its real body, answers, errors, role and headers. */
public final class ContractFilter implements OASFilter {
    private static final String SCHEME = "token";
    private static final String PROBLEM = "Problem";
    private static final Map<String, CommandKind> KINDS =
            Arrays.stream(CommandKind.values())
                    .collect(Collectors.toMap(CommandKind::operationId, Function.identity()));
    private static final Map<String, String> ERRORS =
            ordered(
                    "400", "malformed, or a field is missing or not valid",
                    "401", "no token, or it is not valid or has expired",
                    "403", "the token lacks the role or the book",
                    "404", "no such book, account, payment or alert",
                    "409", "the id or key was used for something else",
                    "413", "the body is too large",
                    "422", "the state of the book does not allow it",
                    "429", "too much is waiting; see Retry-After",
                    "503", "the book is not served now, or the outcome is not known: ask again");

    @Override
    public void filterOpenAPI(OpenAPI page) {
        ContractSchemas schemas = new ContractSchemas();
        if (page.getPaths() == null) {
            return;
        }
        for (PathItem path : page.getPaths().getPathItems().values()) {
            path.getOperations().values().forEach(operation -> describe(operation, schemas));
        }
        Components components = OASFactory.createComponents();
        schemas.schemas().forEach(components::addSchema);
        components.addSchema(PROBLEM, problem());
        components.addSecurityScheme(
                SCHEME,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description("./weir token --role writer,analyst,admin"));
        page.setComponents(components);
    }

    private static void describe(Operation operation, ContractSchemas schemas) {
        CommandKind kind = KINDS.get(operation.getOperationId());
        if (kind == null) {
            return;
        }
        operation.setDescription("Role: " + kind.role().claim() + ".");
        if (!kind.reading()) {
            takesCommand(operation, kind, schemas);
        }
        operation.setResponses(responses(kind, schemas));
        operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME)));
    }

    private static void takesCommand(
            Operation operation, CommandKind kind, ContractSchemas schemas) {
        Schema body =
                kind.flattenedField().isEmpty()
                        ? schemas.reference(kind.prototype().getDescriptorForType())
                        : schemas.flattened(
                                kind.prototype().getDescriptorForType(), kind.flattenedField());
        operation.setRequestBody(
                OASFactory.createRequestBody().content(json("application/json", body)));
        header(
                operation,
                "Idempotency-Key",
                kind == CommandKind.EXECUTE_BATCH
                        ? "of an atomic batch; the items of another have theirs"
                        : "1 to 255 printable ASCII characters; a retry gets the same answer");
        header(
                operation,
                "Weir-Dry-Run",
                "true: nothing is written, the answer says what would be");
    }

    private static void header(Operation operation, String name, String description) {
        operation.addParameter(
                OASFactory.createParameter()
                        .name(name)
                        .in(Parameter.In.HEADER)
                        .description(description)
                        .schema(OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING))));
    }

    private static APIResponses responses(CommandKind kind, ContractSchemas schemas) {
        Schema reply =
                schemas.reference(
                        kind == CommandKind.EXECUTE_BATCH
                                ? BatchReply.getDescriptor()
                                : CommandReply.getDescriptor());
        APIResponses responses = OASFactory.createAPIResponses();
        add(responses, "200", kind.creating() ? "a repeat: the first answer" : "done", reply);
        if (kind.creating()) {
            add(responses, "201", "done", reply);
        }
        if (kind == CommandKind.REQUEST_PAYMENT) {
            add(responses, "202", "referred, or not decided yet: ask again", reply);
        }
        ERRORS.forEach(
                (status, meaning) ->
                        responses.addAPIResponse(
                                status,
                                OASFactory.createAPIResponse()
                                        .description(meaning)
                                        .content(
                                                json(
                                                        ProblemJson.MEDIA_TYPE,
                                                        ContractSchemas.to(PROBLEM)))));
        return responses;
    }

    private static void add(APIResponses responses, String status, String meaning, Schema body) {
        responses.addAPIResponse(
                status,
                OASFactory.createAPIResponse()
                        .description(meaning)
                        .content(json("application/json", body))
                        .addHeader(
                                "Weir-Position",
                                OASFactory.createHeader()
                                        .description("BOOK:SEQUENCE of the last record written")
                                        .schema(
                                                OASFactory.createSchema()
                                                        .type(List.of(Schema.SchemaType.STRING)))));
    }

    private static Content json(String mediaType, Schema schema) {
        return OASFactory.createContent()
                .addMediaType(mediaType, OASFactory.createMediaType().schema(schema));
    }

    private static Schema problem() {
        Schema text = OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING));
        return OASFactory.createSchema()
                .type(List.of(Schema.SchemaType.OBJECT))
                .description("A problem document of RFC 9457; the codes stand in docs/errors.md.")
                .addProperty("type", text)
                .addProperty("title", text)
                .addProperty(
                        "status",
                        OASFactory.createSchema().type(List.of(Schema.SchemaType.INTEGER)))
                .addProperty("detail", text)
                .addProperty("code", text)
                .addProperty(
                        "parameters",
                        OASFactory.createSchema()
                                .type(List.of(Schema.SchemaType.OBJECT))
                                .additionalPropertiesSchema(text));
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
