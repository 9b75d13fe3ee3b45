package dev.weir.processors.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * What the driver asks for, a line: {@code VERB name=value ...}. No value has a space.
 *
 * @param options by name; a name stands once
 */
record Request(String verb, Map<String, String> options) {

    /** Throws IllegalArgumentException for a word without "=". */
    static Request parse(String line) {
        String[] words = line.strip().split(" +");
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("no name=value: " + words[i]);
            }
            options.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return new Request(words[0], options);
    }

    /** Throws IllegalArgumentException if it is missing. */
    String text(String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException(verb + " lacks " + name + "=");
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    int number(String name, int otherwise) {
        return options.containsKey(name) ? number(name) : otherwise;
    }
}
