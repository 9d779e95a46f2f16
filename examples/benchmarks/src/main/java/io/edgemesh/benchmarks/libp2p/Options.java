package io.edgemesh.benchmarks.libp2p;

import java.util.HashMap;
import java.util.Map;

/** The command line: {@code -name value} pairs. */
record Options(Map<String, String> values) {
    static Options parse(String[] args) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            values.put(args[i].substring(1), args[i + 1]);
        }
        return new Options(values);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }
}
