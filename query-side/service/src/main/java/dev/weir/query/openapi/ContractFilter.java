package dev.weir.query.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.contract.queries.v1.BalanceAsOf;
import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.queries.v1.CaseFile;
import dev.weir.contract.queries.v1.CasePage;
import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.queries.v1.HistoryPage;
import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.contract.queries.v1.StatementPage;
import dev.weir.contract.queries.v1.TransferPage;
import dev.weir.query.Position;
import dev.weir.query.rest.ProblemCode;
import dev.weir.query.rest.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Completes the OpenAPI document: schemas of the contract's messages, problems, headers. */
public class ContractFilter implements OASFilter {
    private static final List<Descriptor> ANSWERS =
            List.of(
                    AccountPage.getDescriptor(),
                    AlertPage.getDescriptor(),
                    BalanceAsOf.getDescriptor(),
                    BookTransferPage.getDescriptor(),
                    CaseFile.getDescriptor(),
                    CasePage.getDescriptor(),
                    EntryPage.getDescriptor(),
                    HistoryPage.getDescriptor(),
                    HoldPage.getDescriptor(),
                    PaymentPage.getDescriptor(),
                    ProgressPage.getDescriptor(),
                    StatementPage.getDescriptor(),
                    TransferPage.getDescriptor());

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Components components =
                api.getComponents() == null ? OASFactory.createComponents() : api.getComponents();
        ProtobufSchemas.of(ANSWERS.stream().map(Descriptor::getFullName).toList())
                .forEach(components::addSchema);
        components.addSchema("Problem", problem());
        api.setComponents(components);
        for (PathItem path : api.getPaths().getPathItems().values()) {
            path.getOperations().values().forEach(ContractFilter::complete);
        }
    }

    private static void complete(Operation operation) {
        APIResponse answer = operation.getResponses().getAPIResponse("200");
        if (answer != null) {
            answer.addHeader(
                    Position.HEADER,
                    OASFactory.createHeader()
                            .description("BOOK:SEQUENCE that the answer includes")
                            .schema(text()));
            answer.addHeader(
                    "Weir-Waited-Millis",
                    OASFactory.createHeader()
                            .description("how long the answer waited for its position")
                            .schema(text()));
        }
        codesByStatus()
                .forEach(
                        (status, codes) ->
                                operation
                                        .getResponses()
                                        .addAPIResponse(status, problemResponse(codes)));
    }

    private static Map<String, String> codesByStatus() {
        return Arrays.stream(ProblemCode.values())
                .collect(
                        Collectors.groupingBy(
                                code -> Integer.toString(code.status()),
                                TreeMap::new,
                                Collectors.mapping(Enum::name, Collectors.joining(", "))));
    }

    private static APIResponse problemResponse(String codes) {
        return OASFactory.createAPIResponse()
                .description(codes)
                .content(
                        OASFactory.createContent()
                                .addMediaType(
                                        Problems.MEDIA_TYPE,
                                        OASFactory.createMediaType()
                                                .schema(
                                                        OASFactory.createSchema()
                                                                .ref(
                                                                        "#/components/schemas/Problem"))));
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("RFC 9457")
                .addProperty("type", text())
                .addProperty("title", text())
                .addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER))
                .addProperty("detail", text())
                .addProperty("code", text())
                .addProperty(
                        "parameters",
                        OASFactory.createSchema()
                                .addType(SchemaType.OBJECT)
                                .additionalPropertiesSchema(text()));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }
}
