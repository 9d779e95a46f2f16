package io.edgemesh.proxy.listen;

import io.edgemesh.api.config.Settings;
import io.edgemesh.api.model.Service;

/** Which services the listeners lead to; {@code serviceFilterMode} in configuration, with Go EdgeMesh's meaning. */
enum ServiceFilter {
    /** All but those that carry the label. */
    FilterIfLabelExists,
    /** Only those that carry the label. */
    FilterIfLabelDoesNotExists;

    static final String LABEL = "service.edgemesh.kubeedge.io/service-proxy-name";

    static ServiceFilter read(Settings settings) {
        return settings.choice("serviceFilterMode", ServiceFilter.class, FilterIfLabelExists);
    }

    boolean accepts(Service service) {
        return service.labels().containsKey(LABEL) == (this == FilterIfLabelDoesNotExists);
    }
}
