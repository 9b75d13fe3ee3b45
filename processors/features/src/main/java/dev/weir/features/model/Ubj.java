package dev.weir.features.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Universal Binary JSON (draft 12) as far as XGBoost writes it: objects become maps, arrays
 * of one type double[], other arrays lists, numbers doubles (an integer over 2^53 is rounded;
 * models have none).
 */
final class Ubj {
    /** XGBoost nests a tree's arrays seven deep. */
    private static final int DEPTH_MAX = 32;

    private final ByteBuffer in;

    private Ubj(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /**
     * @throws ModelException MODEL_TRUNCATED or MODEL_FORMAT_UNKNOWN
     */
    static Object read(byte[] bytes) {
        try {
            Ubj reader = new Ubj(bytes);
            return reader.value(reader.marker(), 0);
        } catch (BufferUnderflowException e) {
            throw new ModelException(
                    ModelFault.MODEL_TRUNCATED, "the file ends in the middle of a value", e);
        }
    }

    private char marker() {
        return (char) (in.get() & 0xff);
    }

    private Object value(char marker, int depth) {
        if (depth > DEPTH_MAX) {
            throw unknown("values are nested deeper than " + DEPTH_MAX);
        }
        return switch (marker) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case 'S' -> text(marker());
            case 'T' -> true;
            case 'F' -> false;
            case 'Z' -> "";
            default -> number(marker);
        };
    }

    private double number(char marker) {
        return switch (marker) {
            case 'i' -> in.get();
            case 'U' -> in.get() & 0xff;
            case 'I' -> in.getShort();
            case 'l' -> in.getInt();
            case 'L' -> in.getLong();
            case 'd' -> in.getFloat();
            case 'D' -> in.getDouble();
            default -> throw unknown("byte " + (int) marker + " begins no value");
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new HashMap<>();
        for (char next = marker(); next != '}'; next = marker()) {
            String name = text(next);
            members.put(name, value(marker(), depth + 1));
        }
        return members;
    }

    private Object array(int depth) {
        char type = 0;
        char next = marker();
        if (next == '$') {
            type = marker();
            next = marker();
        }
        if (next != '#') {
            return open(next, depth);
        }
        int count = count(marker());
        if (type != 0) {
            double[] numbers = new double[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = number(type);
            }
            return numbers;
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(marker(), depth + 1));
        }
        return values;
    }

    private List<Object> open(char first, int depth) {
        List<Object> values = new ArrayList<>();
        for (char next = first; next != ']'; next = marker()) {
            values.add(value(next, depth + 1));
        }
        return values;
    }

    private String text(char lengthType) {
        byte[] utf8 = new byte[count(lengthType)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A length: never more than there are bytes for. */
    private int count(char type) {
        double count = number(type);
        if (!(count >= 0 && count <= in.remaining())) {
            throw new BufferUnderflowException();
        }
        return (int) count;
    }

    private static ModelException unknown(String problem) {
        return new ModelException(
                ModelFault.MODEL_FORMAT_UNKNOWN, "this is not XGBoost's binary JSON: " + problem);
    }
}
