package dev.weir.proof;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * As much of JSON as a proof needs: objects, lists, texts and whole numbers. Stricter than JSON: no
 * field twice, and {@link Fields#requireAllUsed} refuses fields that nobody asked for. 64-bit
 * numbers are texts, as in the JSON mapping of Protocol Buffers.
 */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The object that the text is. */
    static Fields parse(String text) {
        Json json = new Json(text);
        Fields fields = json.object();
        json.skipSpace();
        if (json.at != text.length()) {
            throw json.unexpected();
        }
        return fields;
    }

    /** The fields of one object. */
    static final class Fields {
        private final Map<String, Object> values;
        private final Set<String> used = new HashSet<>();

        private Fields(Map<String, Object> values) {
            this.values = values;
        }

        String text(String name) {
            return as(String.class, name);
        }

        long number(String name) {
            Object value = as(Object.class, name);
            try {
                if (value instanceof Long number) {
                    return number;
                }
                if (value instanceof String digits) {
                    return Long.parseLong(digits);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new RejectedException("field " + name + " is no number");
        }

        byte[] bytes(String name) {
            return decode(name, text(name));
        }

        Fields object(String name) {
            return as(Fields.class, name);
        }

        List<Fields> objects(String name) {
            List<Fields> objects = new ArrayList<>();
            for (Object item : as(List.class, name)) {
                objects.add(cast(Fields.class, name, item));
            }
            return objects;
        }

        List<byte[]> listOfBytes(String name) {
            List<byte[]> list = new ArrayList<>();
            for (Object item : as(List.class, name)) {
                list.add(decode(name, cast(String.class, name, item)));
            }
            return list;
        }

        void requireAllUsed() {
            Set<String> unknown = new HashSet<>(values.keySet());
            unknown.removeAll(used);
            if (!unknown.isEmpty()) {
                throw new RejectedException("unknown fields " + unknown);
            }
        }

        private <T> T as(Class<T> type, String name) {
            used.add(name);
            return cast(type, name, values.get(name));
        }

        private static <T> T cast(Class<T> type, String name, Object value) {
            if (!type.isInstance(value)) {
                throw new RejectedException("field " + name + " is missing or of another kind");
            }
            return type.cast(value);
        }

        private static byte[] decode(String name, String base64) {
            try {
                byte[] bytes = Base64.getDecoder().decode(base64);
                if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new RejectedException("field " + name + " is no base64");
        }
    }

    private Object value() {
        skipSpace();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> number();
        };
    }

    private Fields object() {
        Map<String, Object> values = new HashMap<>();
        expect('{');
        if (!next('}')) {
            do {
                skipSpace();
                String name = string();
                expect(':');
                if (values.put(name, value()) != null) {
                    throw new RejectedException("field " + name + " is there twice");
                }
            } while (next(','));
            expect('}');
        }
        return new Fields(values);
    }

    private List<Object> list() {
        List<Object> items = new ArrayList<>();
        expect('[');
        if (!next(']')) {
            do {
                items.add(value());
            } while (next(','));
            expect(']');
        }
        return items;
    }

    private Long number() {
        int start = at;
        while (peek() == '-' || (peek() >= '0' && peek() <= '9')) {
            at++;
        }
        try {
            return Long.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw unexpected();
        }
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw unexpected();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw unexpected();
                }
                at += 4;
                try {
                    yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
                } catch (NumberFormatException e) {
                    throw unexpected();
                }
            }
            default -> throw unexpected();
        };
    }

    private void expect(char c) {
        if (!next(c)) {
            throw unexpected();
        }
    }

    private boolean next(char c) {
        skipSpace();
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw unexpected();
        }
        return text.charAt(at);
    }

    private RejectedException unexpected() {
        return new RejectedException("this is no proof: unexpected text at character " + at);
    }
}
