package dev.weir.features.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A model as bytes, all numbers big-endian:
 *
 * <pre>
 * magic      8 bytes "WEIRTREE"
 * version    int, 1
 * objective  text, "binary:logistic"
 * feature set, trained from, trained until, seed    text, long, long, long
 * inputs     int, then as many texts
 * base score float
 * trees      int, then for each: nodes, int; for each node:
 *            input short (-1: a leaf), missing goes left byte, threshold or value float,
 *            left child int (counted from the tree's first node), cover float
 * </pre>
 *
 * A text is its length in bytes as an int, and UTF-8. A format of our own and not XGBoost's: what
 * decides payments reads 15 bytes a node in one pass, checks each of them, and needs no parser of
 * JSON and no library; what XGBoost writes is read once, when the model is made.
 */
public final class ModelFile {
    private static final long MAGIC = 0x5745495254524545L;
    private static final int VERSION = 1;
    private static final int TEXT_BYTES_MAX = 256;
    private static final int NODE_BYTES = 15;
    static final String LOGISTIC = "binary:logistic";

    private ModelFile() {}

    /** The bytes of a model. */
    public static byte[] write(TreeModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            ModelHeader header = model.header();
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            writeText(out, LOGISTIC);
            writeText(out, header.featureSet());
            out.writeLong(header.trainedFromMicros());
            out.writeLong(header.trainedUntilMicros());
            out.writeLong(header.seed());
            out.writeInt(header.inputs().size());
            for (String input : header.inputs()) {
                writeText(out, input);
            }
            out.writeFloat(model.baseScore());
            writeTrees(out, model.nodes);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can always be written", e);
        }
        ModelLimits.checkBytes(bytes.size());
        return bytes.toByteArray();
    }

    private static void writeTrees(DataOutputStream out, TreeModel.Nodes nodes) throws IOException {
        out.writeInt(nodes.roots().length);
        for (int tree = 0; tree < nodes.roots().length; tree++) {
            int from = nodes.roots()[tree];
            out.writeInt(nodes.end(tree) - from);
            for (int node = from; node < nodes.end(tree); node++) {
                boolean leaf = nodes.input()[node] == TreeModel.LEAF;
                out.writeShort(nodes.input()[node]);
                out.writeByte(nodes.missingLeft()[node] ? 1 : 0);
                out.writeFloat(nodes.value()[node]);
                out.writeInt(leaf ? 0 : nodes.left()[node] - from);
                out.writeFloat(nodes.cover()[node]);
            }
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > TEXT_BYTES_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "a text has at most " + TEXT_BYTES_MAX + " bytes: " + text);
        }
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * Reads a model and checks all of it.
     *
     * @throws ModelException if it is not whole and sound
     */
    public static TreeModel read(byte[] file) {
        ModelLimits.checkBytes(file.length);
        ByteBuffer in = ByteBuffer.wrap(file);
        try {
            TreeModel model = read(in);
            if (in.hasRemaining()) {
                throw new ModelException(
                        ModelFault.MODEL_FORMAT_UNKNOWN,
                        in.remaining() + " bytes follow the last tree");
            }
            return model;
        } catch (BufferUnderflowException e) {
            throw truncated(e);
        }
    }

    private static TreeModel read(ByteBuffer in) {
        if (in.getLong() != MAGIC) {
            throw new ModelException(
                    ModelFault.MODEL_FORMAT_UNKNOWN, "the file does not begin like a model file");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new ModelException(
                    ModelFault.MODEL_FORMAT_UNKNOWN,
                    "the file is of version %d, %d is read here".formatted(version, VERSION));
        }
        checkObjective(readText(in));
        String featureSet = readText(in);
        long from = in.getLong();
        long until = in.getLong();
        long seed = in.getLong();
        int inputCount = count(in, Integer.BYTES);
        if (inputCount > ModelHeader.INPUTS_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE, "the file names " + inputCount + " inputs");
        }
        List<String> inputs = new ArrayList<>(inputCount);
        for (int i = 0; i < inputCount; i++) {
            inputs.add(readText(in));
        }
        float baseScore = in.getFloat();
        return new TreeModel(
                new ModelHeader(featureSet, from, until, seed, inputs), baseScore, readNodes(in));
    }

    private static TreeModel.Nodes readNodes(ByteBuffer in) {
        int trees = count(in, Integer.BYTES);
        ModelLimits.checkTrees(trees);
        int[] roots = new int[trees];
        int nodesMax = in.remaining() / NODE_BYTES;
        TreeModel.Nodes all = allocate(roots, nodesMax);
        int next = 0;
        for (int tree = 0; tree < trees; tree++) {
            roots[tree] = next;
            int nodes = count(in, NODE_BYTES);
            ModelLimits.checkNodes(tree, nodes);
            for (int node = next; node < next + nodes; node++) {
                all.input()[node] = in.getShort();
                all.missingLeft()[node] = in.get() != 0;
                all.value()[node] = in.getFloat();
                int left = in.getInt();
                // one that leads out of the file becomes one that leads back: refused as such
                all.left()[node] = left < 0 || left > nodes ? -1 : roots[tree] + left;
                all.cover()[node] = in.getFloat();
            }
            next += nodes;
        }
        return all.first(next);
    }

    private static TreeModel.Nodes allocate(int[] roots, int nodes) {
        return new TreeModel.Nodes(
                roots,
                new short[nodes],
                new float[nodes],
                new int[nodes],
                new boolean[nodes],
                new float[nodes]);
    }

    /** How many things of at least so many bytes follow: never more than there are bytes for. */
    private static int count(ByteBuffer in, int bytesOfOne) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / bytesOfOne) {
            throw truncated(null);
        }
        return count;
    }

    private static String readText(ByteBuffer in) {
        int length = count(in, 1);
        if (length > TEXT_BYTES_MAX) {
            throw new ModelException(
                    ModelFault.MODEL_TOO_LARGE,
                    "a text has at most %d bytes, one has %d".formatted(TEXT_BYTES_MAX, length));
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /**
     * @throws ModelException MODEL_OBJECTIVE_UNKNOWN
     */
    static void checkObjective(String objective) {
        if (!objective.equals(LOGISTIC)) {
            throw new ModelException(
                    ModelFault.MODEL_OBJECTIVE_UNKNOWN,
                    "the objective is \"%s\", only \"%s\" is known".formatted(objective, LOGISTIC));
        }
    }

    private static ModelException truncated(Throwable cause) {
        return new ModelException(
                ModelFault.MODEL_TRUNCATED, "the file ends before its last tree", cause);
    }
}
