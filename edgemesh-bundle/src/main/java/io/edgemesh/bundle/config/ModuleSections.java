package io.edgemesh.bundle.config;

import io.edgemesh.api.config.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sections below {@code modules}, and which of them are switched off. Not for use by several threads. */
final class ModuleSections {
    static final String DNS = "edgeDNS";
    static final String PROXY = "edgeProxy";
    static final String TUNNEL = "edgeTunnel";

    private static final Logger LOGGER = LoggerFactory.getLogger(ModuleSections.class);
    private static final List<String> NOT_THERE_YET = List.of("edgeCNI", "edgeGateway");

    private final Settings modules;
    private final Set<String> off = new HashSet<>();

    ModuleSections(Settings modules) {
        this.modules = modules;
        for (String name : NOT_THERE_YET) {
            if (enabled(name, false)) {
                LOGGER.warn("{}: enabled, but this version has no such part yet", modules.where(name));
            }
        }
    }

    Settings section(String name) {
        return modules.section(name);
    }

    boolean enabled(String name, boolean fallback) {
        boolean enabled = section(name).flag("enable", fallback);
        if (!enabled) {
            off.add(name);
        }
        return enabled;
    }

    void switchOff(String name) {
        section(name).flag("enable", false);
        off.add(name);
    }

    /** Returns whether a path lies within a section that is switched off, so that its keys need no report. */
    boolean switchedOff(String path) {
        String[] parts = path.split("\\.", 3);
        return parts.length == 3 && parts[0].equals("modules") && off.contains(parts[1]);
    }
}
